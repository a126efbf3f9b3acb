"""The update phase: penalties, clipping and decay where there are any, then the optimizer's rule with its memory."""

from __future__ import annotations

import numpy as np

from nnplay.engine.clipping import CLIPS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.regularizers import REGULARIZERS
from nnplay.engine.rules import warmed_up
from nnplay.study.one_step.formulas import KNOBS, MEMORY, RULES, put
from nnplay.study.one_step.sheet import UPDATE, Parameter, Sheet

PENALTIES = {"l1": r"\operatorname{sign}(«w»)", "l2": "«w»"}


def write_update(sheet: Sheet) -> None:
    """Write what happens to each parameter."""
    recipe = sheet.moment.recipe
    optimizer = OPTIMIZERS[recipe.optimizer]
    names = {"lr": sheet.name("knob:lr", KNOBS["lr"], sheet.moment.lr, "rule", "knob"),
             "t": sheet.name("knob:t", "t", sheet.moment.step, "rule", "knob")}
    for knob, value in knobs_of(optimizer, recipe.knobs).items():
        names[knob] = sheet.name(f"knob:{knob}", KNOBS.get(knob, rf"\text{{{knob}}}"), value, "rule", "knob")
    if optimizer.key == "nadam":
        names |= _write_warm_up(sheet, names)
    held = sheet.moment.held
    for parameter in sheet.parameters():
        if held[parameter.at]:
            _write_held(sheet, parameter)
            continue
        own = names | {"w": f"«{parameter.name}»", "g": f"«g:{parameter.name}»"}
        own["g"] = _write_penalty(sheet, parameter, own["g"])
        own["g"] = _write_clip(sheet, parameter, own["g"])
        own["w"] = _write_decay(sheet, parameter, own["w"])
        _write_rule(sheet, parameter, own)


def _write_held(sheet: Sheet, parameter: Parameter) -> None:
    frozen = parameter.layer in sheet.moment.recipe.frozen
    sheet.add(UPDATE, f"The new {parameter.words[4:]}", f"«+{parameter.name}»", f"«{parameter.name}»",
              note=f"Layer {parameter.layer} is frozen: the step leaves it as it is." if frozen else
              "Biases stay here: the step leaves them as they are.")


def _write_warm_up(sheet: Sheet, names: dict[str, str]) -> dict[str, str]:
    """Write NAdam's momentum at this update and at the next, and return them by name."""
    beta1, decay = (sheet.value(f"knob:{knob}") for knob in ("beta1", "momentum_decay"))
    found = {}
    for name, symbol, t, when, later in (("mu", r"\mu", "«t»", "this step", 0),
                                         ("mu+", r"\mu^{+}", "(«t» + 1)", "the next step", 1)):
        value = warmed_up(sheet.moment.step + later, beta1, decay)
        found[name] = sheet.name(f"knob:{name}", symbol, value, "rule", "knob")
        formula = rf"«beta1» \cdot (1 - \frac{{1}}{{2}} \cdot 0.96^{{{t} \cdot «momentum_decay»}})"
        sheet.add(UPDATE, f"The momentum of {when}, warmed up", found[name], put(formula, names))
    return found


def _write_penalty(sheet: Sheet, parameter: Parameter, g: str) -> str:
    rates = [(key, rate) for key, rate in sheet.moment.recipe.regularization if REGULARIZERS[key].slope]
    if not rates or not parameter.source:
        return g
    formula = g
    for key, rate in rates:
        factor = sheet.name(f"rate:{key}", rf"\lambda_{{\text{{{REGULARIZERS[key].label}}}}}", rate, "rule", "knob")
        formula += rf" + {factor} \cdot " + put(
            PENALTIES.get(key, rf"\text{{{key}}}'(«w»)"), {"w": f"«{parameter.name}»"}
        )
    total = sheet.name(f"p:{parameter.name}", "g", sheet.step.penalized[parameter.at], parameter.place, "gradient")
    sheet.add(UPDATE, f"The penalty's part for {parameter.words}", total, formula)
    return total


def _write_clip(sheet: Sheet, parameter: Parameter, g: str) -> str:
    recipe = sheet.moment.recipe
    clip = CLIPS[recipe.clip]
    if clip.clip is None:
        return g
    cut = sheet.name(f"c:{parameter.name}", r"\bar g", sheet.step.clipped[parameter.at], parameter.place, "gradient")
    limit = sheet.name("knob:limit", "c", knobs_of(clip, recipe.knobs).get("limit", 0.0), "rule", "knob")
    length = sheet.name("norm", "|g|", float(np.linalg.norm(sheet.step.penalized)), "rule", "knob")
    written = {"value": rf"\max(-{limit}, \min({limit}, {g}))",
               "norm": rf"{g} \cdot \min(1, \frac{{{limit}}}{{{length} + 10^{{-6}}}})"}
    sheet.add(UPDATE, f"Clipping the gradient of {parameter.words}", cut, written.get(clip.key, rf"\text{{clip}}({g})"),
              note="The length |g| is taken over all parameters together." if clip.key == "norm" else "")
    return cut


def _write_decay(sheet: Sheet, parameter: Parameter, w: str) -> str:
    rate = dict(sheet.moment.recipe.regularization).get("weight_decay", 0.0)
    if not rate or not parameter.source:
        return w
    decay = sheet.name("rate:weight_decay", r"\lambda", rate, "rule", "knob")
    smaller = sheet.name(f"v:{parameter.name}", rf"\tilde {parameter.symbol}", sheet.step.decayed[parameter.at],
                         parameter.place)
    sheet.add(UPDATE, f"Decay of {parameter.words}", smaller, rf"{w} - «knob:lr» \cdot {decay} \cdot {w}")
    return smaller


def _called(memory: str) -> tuple[str, str]:
    """Return a memory's symbol and its name in words."""
    return MEMORY.get(memory, (rf"\text{{{memory}}}", memory))


def _write_rule(sheet: Sheet, parameter: Parameter, names: dict[str, str]) -> None:
    optimizer = OPTIMIZERS[sheet.moment.recipe.optimizer]
    for memory in optimizer.memory:
        before, after = (moment.memory.get(memory) for moment in (sheet.moment, sheet.step.after))
        symbol, _ = _called(memory)
        names[memory] = sheet.name(f"m:{memory}:{parameter.name}", symbol,
                                   0.0 if before is None else before[parameter.at], parameter.place, "memory")
        assert after is not None
        names[memory + "+"] = sheet.name(f"+m:{memory}:{parameter.name}", f"{symbol}^{{+}}", after[parameter.at],
                                         parameter.place, "memory")
    rule = dict(RULES.get(optimizer.key, []))
    for memory in optimizer.memory:
        sheet.add(
            UPDATE,
            f"The {_called(memory)[1]} that {parameter.words} remembers",
            names[memory + "+"],
            put(
                rule.get(memory, rf"\text{{{optimizer.label}}}(«{memory}», «g», «t»)"), names | {memory: names[memory]}
            ),
        )
    given = ", ".join(f"«{memory}+»" for memory in optimizer.memory)
    formula = rule.get("theta", rf"\text{{{optimizer.label}}}(«w», «g», {given}, «lr»)")
    sheet.add(UPDATE, f"The new {parameter.words[4:]}", f"«+{parameter.name}»", put(formula, names),
              note="" if "theta" in rule else f"{optimizer.note}")

