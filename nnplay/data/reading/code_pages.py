"""Which code page bytes are in that are not UTF-8: a guess from the letters they would make."""

from __future__ import annotations

import re
from collections.abc import Callable

LOOKED_AT = 20_000  # bytes
MOST = 0.9  # of the letters must be common ones of the language
FOREIGN = 0.4  # of the letters are outside ASCII where words are written in another script
# What letters of Polish and Turkish look like in Western texts, which do not have them before a small letter. Without
# one, French would be taken for Czech: the same bytes are letters of both.
ODD = re.compile("[¹³¿ðþý][a-zà-ÿ]")
LATIN = ("cp1250", "cp1254")
OTHER_SCRIPTS = {"cp1251": "cp1251", "koi8_r": "koi8-r", "cp1253": "cp1253", "cp1255": "cp1255", "cp1256": "cp1256"}


def code_page(content: bytes, western: str) -> str:
    """Return the code page by which the letters outside ASCII read most like a language, `western` if none does."""
    lines = content[:LOOKED_AT].split(b"\n")
    whole = lines[:-1] if len(content) > LOOKED_AT else lines
    telling = b"\n".join(line for line in whole if not line.isascii())
    return _east_asian(telling) or _library(telling, western)


def _east_asian(content: bytes) -> str:
    """Return the code page of two bytes to a letter in which almost all letters are common ones, "" for none."""
    for name, is_common in COMMON.items():
        try:
            letters = [letter for letter in content.decode(name) if letter > "\x7f"]
        except UnicodeDecodeError:
            continue
        if letters and sum(map(is_common, letters)) >= MOST * len(letters):
            return name
    return ""


def _leads(codec: str, *ranges: tuple[int, int]) -> Callable[[str], bool]:
    """Return whether a letter has one of these first bytes: the standards put the common letters first."""
    def is_common(letter: str) -> bool:
        code = letter.encode(codec, errors="ignore")
        return len(code) == 2 and any(low <= code[0] <= high for low, high in ranges)
    return is_common


# In this order: the bytes of Korean also make common letters of Chinese, those of Chinese rarely make Hangul alone.
COMMON = {"cp949": _leads("euc-kr", (0xB0, 0xC8)), "cp932": _leads("shift_jis", (0x81, 0x83), (0x88, 0x97)),
          "gb18030": _leads("gb2312", (0xA1, 0xA3), (0xB0, 0xD7)),
          "euc-jp": _leads("euc-jp", (0xA1, 0xA5), (0xB0, 0xCF)), "big5": _leads("big5", (0xA1, 0xC6))}


def _library(content: bytes, western: str) -> str:
    """Return the code page of one byte to a letter that charset-normalizer finds the likeliest."""
    from charset_normalizer import from_bytes  # here, because few files need it

    outside, inside = sum(byte >= 0xC0 for byte in content), sum(chr(byte).isalpha() for byte in content if byte < 0x80)
    # Below 0xC0 stand quotes, dashes and money.
    foreign = outside > FOREIGN * (outside + inside)
    odd = ODD.search(content.decode("cp1252", errors="replace"))
    names = {"cp1252": western, **(OTHER_SCRIPTS if foreign else {name: name for name in LATIN if odd})}
    best = from_bytes(content, cp_isolation=list(names), enable_fallback=False).best()
    found = names.get(best.encoding, western) if best else western
    alike = content.decode(found, errors="replace") == content.decode("cp1252", errors="replace")
    return western if alike else found
