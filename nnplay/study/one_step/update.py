"""The update phase: penalties, clipping and decay where there are any, then the optimizer's rule with its memory."""

from __future__ import annotations

from nnplay.engine.clipping import CLIPS
from nnplay.engine.knobs import knobs_of
from nnplay.engine.optimizers import OPTIMIZERS
from nnplay.engine.regularizers import REGULARIZERS
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
    for parameter in sheet.parameters():
        own = names | {"w": f"«{parameter.name}»", "g": f"«g:{parameter.name}»"}
        own["g"] = _write_penalty(sheet, parameter, own["g"])
        own["g"] = _write_clip(sheet, parameter, own["g"])
        own["w"] = _write_decay(sheet, parameter, own["w"])
        _write_rule(sheet, parameter, own)


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
    formula = rf"\max(-{limit}, \min({limit}, {g}))" if clip.key == "value" else rf"\text{{clip}}({g})"
    sheet.add(UPDATE, f"Clipping the gradient of {parameter.words}", cut, formula,
              note="" if clip.key == "value" else f"{clip.note} The length is taken over all parameters together.")
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


def _write_rule(sheet: Sheet, parameter: Parameter, names: dict[str, str]) -> None:
    optimizer = OPTIMIZERS[sheet.moment.recipe.optimizer]
    for memory in optimizer.memory:
        before, after = (moment.memory.get(memory) for moment in (sheet.moment, sheet.step.after))
        symbol = MEMORY.get(memory, rf"\text{{{memory}}}")
        names[memory] = sheet.name(f"m:{memory}:{parameter.name}", symbol,
                                   0.0 if before is None else before[parameter.at], parameter.place, "memory")
        assert after is not None
        names[memory + "+"] = sheet.name(f"+m:{memory}:{parameter.name}", f"{symbol}^{{+}}", after[parameter.at],
                                         parameter.place, "memory")
    rule = dict(RULES.get(optimizer.key, []))
    for memory in optimizer.memory:
        sheet.add(
            UPDATE,
            f"The {memory} that {parameter.words} remembers",
            names[memory + "+"],
            put(
                rule.get(memory, rf"\text{{{optimizer.label}}}(«{memory}», «g», «t»)"), names | {memory: names[memory]}
            ),
        )
    given = ", ".join(f"«{memory}+»" for memory in optimizer.memory)
    formula = rule.get("theta", rf"\text{{{optimizer.label}}}(«w», «g», {given}, «lr»)")
    sheet.add(UPDATE, f"The new {parameter.words[4:]}", f"«+{parameter.name}»", put(formula, names),
              note="" if "theta" in rule else f"{optimizer.note}")

