"""Small tables to try, each with something that tables out there have. All are made up, from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Example:
    """A table as text, what it is about, and what there is to see in it."""

    key: str
    label: str
    make: Callable[[], str]
    note: str


def flats() -> str:
    """Return rents of flats, written the way a German spreadsheet would."""
    rng = np.random.default_rng(1)
    lines = ["id;listed;area;rooms;district;balcony;note;rent"]
    districts = {"centre": 420, "north": 180, "harbour": 300, "south": 90}
    for number in range(1, 241):
        area, district, balcony = rng.gamma(9, 8) + 18, str(rng.choice(list(districts))), bool(rng.random() < 0.6)
        rooms = max(1, round(area / 27 + rng.normal(0, 0.5)))
        rent = 9.5 * area + districts[district] + 60 * balcony + rng.normal(0, 55)
        day = f"{rng.integers(1, 29):02}.{rng.integers(1, 13):02}.2024"
        written = f"{area:.1f}".replace(".", ",") if rng.random() > 0.06 else ""
        feature = rng.choice(["quiet", "bright", "new bath", "old"])
        note = f"{feature}, {rng.integers(1, 9)} min to the tram, no {number}"
        lines.append(f"{number};{day};{written};{rooms};{district};{'yes' if balcony else 'no'};{note};"
                     + f"{rent:.2f}".replace(".", ","))
    return "\n".join(lines) + "\n"


def mushrooms() -> str:
    """Return mushrooms told by their looks; some were not looked at closely."""
    rng = np.random.default_rng(2)
    lines = ["cap,colour,smell,ring,verdict"]
    for _ in range(300):
        cap, colour = rng.choice(["bell", "flat", "knobbed"]), rng.choice(["brown", "red", "white", "yellow"])
        smell, ring = rng.choice(["none", "almond", "foul"], p=[0.5, 0.3, 0.2]), rng.choice(["yes", "no"])
        bad = smell == "foul" or (colour == "red" and ring == "yes") or (colour == "white" and cap == "bell")
        shown = "?" if rng.random() < 0.05 else smell
        lines.append(f"{cap},{colour},{shown},{ring},{'poisonous' if bad != (rng.random() < 0.02) else 'edible'}")
    return "\n".join(lines) + "\n"


def beans() -> str:
    """Return three kinds of beans by two measures, which a picture shows."""
    rng = np.random.default_rng(3)
    lines = ["length_mm\twidth_mm\tkind"]
    for kind, length, width in (("pea bean", 8, 6.5), ("kidney", 15, 7.5), ("pinto", 13, 8.6)):
        for along, across in rng.normal((length, width), (0.9, 0.45), (70, 2)):
            lines.append(f"{along:.2f}\t{across:.2f}\t{kind}")
    return "\n".join(lines) + "\n"


def majority() -> str:
    """Return a truth table: do more than half of five vote yes?"""
    lines = ["a,b,c,d,e,passes"]
    for votes in np.ndindex(2, 2, 2, 2, 2):
        lines.append(",".join(map(str, votes)) + f",{int(sum(votes) > 2)}")
    return "\n".join(lines) + "\n"


EXAMPLES = {example.key: example for example in (
    Example("beans", "Beans", beans, "Two measures and three classes: seen whole in one picture. Tabs."),
    Example("flats", "Flats", flats, "A number to predict; dates, text, gaps. Semicolons, decimal commas."),
    Example("mushrooms", "Mushrooms", mushrooms, "Categories alone, some missing."),
    Example("majority", "Majority vote", majority, "A truth table of 32 rows."),
)}
