"""Colours: text can be read, zero is in the middle, and the app around agrees with the figures."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from nnplay.figures.theme import THEMES, Theme, diverging, layout

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
AA = 4.5


def channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, background: str, opacity: float) -> str:
    """Return what a colour of some opacity looks like on a background."""
    mixed = [round(255 * (b + (c - b) * opacity)) for c, b in zip(channels(colour), channels(background))]
    return "#" + "".join(f"{c:02x}" for c in mixed)


def test_the_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@themes
def test_every_colour_is_written_as_six_hex_digits(theme: Theme) -> None:
    named = [getattr(theme, field.name) for field in fields(theme) if field.name not in ("name", "classes")]
    assert [colour for colour in [*named, *theme.classes] if not re.fullmatch(r"#[0-9a-f]{6}", colour)] == []


@themes
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "warning"])
@pytest.mark.parametrize("paper", ["background", "panel"])
def test_text_can_be_read(theme: Theme, ink: str, paper: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, paper)) >= AA


@themes
def test_curves_and_classes_stand_out_from_the_background(theme: Theme) -> None:
    """WCAG asks for 3 to 1 of what is not text."""
    for colour in (theme.train, theme.test, theme.positive, theme.negative, *theme.classes):
        assert contrast(colour, theme.background) >= 3


@themes
def test_positive_is_blue_and_negative_is_orange(theme: Theme) -> None:
    red, green, blue = channels(theme.positive)
    assert blue > green > red
    red, green, blue = channels(theme.negative)
    assert red > green > blue


@themes
def test_zero_is_in_the_middle_of_the_colour_scale_and_close_to_the_background(theme: Theme) -> None:
    assert diverging(theme) == [[0, theme.negative], [0.5, theme.zero], [1, theme.positive]]
    assert contrast(theme.zero, theme.background) < 1.2


@themes
def test_classes_differ_from_each_other(theme: Theme) -> None:
    assert len(set(theme.classes)) == len(theme.classes) >= 8


def test_the_two_themes_are_a_light_and_a_dark_one() -> None:
    assert luminance(THEMES["light"].background) > 0.9
    assert luminance(THEMES["dark"].background) < 0.1
    assert [theme.name for theme in THEMES.values()] == list(THEMES) == ["light", "dark"]


@themes
def test_a_layout_takes_its_text_from_the_theme_and_can_be_overridden(theme: Theme) -> None:
    plain = layout(theme)
    assert plain["font"]["color"] == theme.text
    assert plain["uirevision"]
    assert layout(theme, height=7, showlegend=True) == plain | {"height": 7, "showlegend": True}


# The app around the figures


def settings_of(name: str) -> list[dict[str, Any]]:
    """Return the colours of the main part and of the sidebar, which inherits what it does not set."""
    main = {key: value for key, value in CONFIG[name].items() if key != "sidebar"}
    return [main, main | CONFIG[name]["sidebar"]]


@pytest.mark.parametrize("name", THEMES)
def test_text_of_the_app_can_be_read(name: str) -> None:
    for colours in settings_of(name):
        papers = [colours["backgroundColor"], colours["secondaryBackgroundColor"]]
        for paper in papers:
            assert contrast(colours["textColor"], paper) >= AA
            assert contrast(colours["linkColor"], paper) >= AA
        assert contrast("#ffffff", colours["primaryColor"]) >= AA  # of the button that plays


@pytest.mark.parametrize("name", THEMES)
def test_the_app_and_the_figures_have_the_same_paper_and_ink(name: str) -> None:
    theme, main = THEMES[name], settings_of(name)[0]
    assert main["backgroundColor"] == theme.background
    assert main["secondaryBackgroundColor"] == theme.panel
    assert main["textColor"] == theme.text
    assert main["borderColor"] == theme.border
    assert main["linkColor"] == theme.accent


@pytest.mark.parametrize("name", THEMES)
def test_pale_text_of_the_stage_can_be_read(name: str) -> None:
    css = (Path(__file__).parents[2] / "static" / "stage" / "stage.css").read_text(encoding="utf-8")
    pale = {float(number) for number in re.findall(r"(?:dt|small) \{[^}]*opacity: ([\d.]+)", css)}
    assert pale
    main = settings_of(name)[0]
    for opacity in pale:
        assert contrast(over(main["textColor"], main["backgroundColor"], opacity), main["backgroundColor"]) >= AA
