r"""How numbers and formulas are written: to so many significant digits, as text and in LaTeX.

A formula is LaTeX in which quantities stand as «key»: "«z» = \tanh «a»". `in_numbers` makes the variant for numbers,
with parentheses around what is negative and a dot between factors; `filled` puts symbols or numbers in.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable

TOKEN = re.compile(r"«[^»]*»|\\text\{[^}]*\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
QUANTITY = re.compile(r"«([^»]*)»")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LAST_BITS = 4 * sys.float_info.epsilon
OPENS = set("({[=,|")
FUNCTIONS = {"tanh", "ln", "sin", "cos", "exp", "sigma", "sqrt"}
VALUES = {r"\alpha", r"\beta", r"\lambda", r"\omega", r"\eta", r"\mu", r"\rho", r"\delta", r"\epsilon"}


def parts(value: float, digits: int) -> tuple[str, int]:
    """Return a finite number as mantissa and power of ten, to so many significant digits, without trailing zeros."""
    if not math.isfinite(value):
        return str(value), 0
    mantissa, _, power = f"{value:.{digits}g}".partition("e")
    return ("0" if float(mantissa) == 0 else mantissa), int(power or 0)


def text(value: float, digits: int) -> str:
    """Write a number as people read it: 0.05, −1.2·10⁻⁷."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    mantissa, power = parts(value, digits)
    shown = mantissa.replace("-", "−")
    ten = f"10{str(power).translate(SUPERSCRIPTS)}"
    return shown if not power else {"1": ten, "−1": f"−{ten}"}.get(shown, f"{shown}·{ten}")


def latex(value: float, digits: int) -> str:
    """Write a number in LaTeX."""
    if not math.isfinite(value):
        return r"\text{NaN}" if math.isnan(value) else r"\infty" if value > 0 else r"-\infty"
    mantissa, power = parts(value, digits)
    ten = f"10^{{{power}}}"
    return mantissa if not power else {"1": ten, "-1": f"-{ten}"}.get(mantissa, rf"{mantissa} \cdot {ten}")


def is_rounded(value: float, digits: int) -> bool:
    """Say whether writing the number to so many digits changes it: then it takes ≈ instead of =.

    What a computer's own rounding adds is no change: 0.05 · 0.25 + 0.1 · 0.3 + 0.35 = 0.3925.
    """
    return math.isfinite(value) and not math.isclose(float(f"{value:.{digits}g}"), value, rel_tol=LAST_BITS)


def in_numbers(formula: str, value: Callable[[str], float], digits: int = 6) -> str:
    """Return the formula as it must look with numbers in it, its quantities still as «key»."""
    tokens = TOKEN.findall(formula)
    written: list[str] = []
    before = ""
    for index, token in enumerate(tokens):
        if token.isspace() or token == r"\,":
            written.append(" ")
            continue
        if _is_value(before) and (token.startswith("«") or token == "(" or token[1:] in FUNCTIONS):
            written.append(r" \cdot ")
            before = r"\cdot"
        if token.startswith("«"):
            number = value(token[1:-1])
            first = not before or before in OPENS or before.startswith(r"\text")
            raised = tokens[index + 1 : index + 2] == ["^"]
            within = raised or before[1:] in FUNCTIONS
            if (number < 0 and (not first or raised)) or (within and parts(number, digits)[1]):
                token = f"({token})"
        written.append(token)
        before = token
    return re.sub(" +", " ", "".join(written)).strip()


def in_symbols(formula: str) -> str:
    """Return the formula with parentheses around symbols that are raised to a power: they have superscripts already."""
    return re.sub(r"(«[^»]*»)(?=\^)", r"(\1)", formula)


def filled(formula: str, write: Callable[[str], str]) -> str:
    """Put what `write` makes of each key in the place of its «key»."""
    return QUANTITY.sub(lambda found: write(found[1]), formula)


def keys(formula: str) -> list[str]:
    """Return the quantities of a formula, in order."""
    return QUANTITY.findall(formula)


def _is_value(token: str) -> bool:
    """Say whether a number after this token would look like one more digit of it."""
    return token.startswith("«") or token.endswith("»)") or token[-1:].isdigit() or token == ")" or token in VALUES
