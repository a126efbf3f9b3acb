"""Draw the pictures of the examples, each from its own run: `python -m scripts.presets`. It needs Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from nnplay.data.datasets import DATA_SETS
from nnplay.engine.arrays import Array
from nnplay.figures.theme import THEMES, Theme
from nnplay.presets import PRESETS, Preset
from nnplay.run import Run
from nnplay.study.plane import square_grid

FOLDER = Path(__file__).parents[1] / "static" / "presets"
SIDE, SCALE, DOTS = 336, 2, 160  # pixels, drawn larger by a factor, samples
CURVE = 0.2  # of the height, for the loss below the map


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    for preset in PRESETS.values():
        run = preset.experiment.start()
        run.advance(epochs=preset.epochs)
        for theme in THEMES.values():
            picture(preset, run, theme).save(FOLDER / f"{preset.key}-{theme.name}.webp", quality=80, method=6)
    print(sum(path.stat().st_size for path in FOLDER.iterdir()), "bytes")


def picture(preset: Preset, run: Run, theme: Theme) -> Image.Image:
    """Draw what the network has learnt, and the loss in a strip below."""
    side = SIDE * SCALE
    image = Image.new("RGB", (side, round(side * (1 + CURVE))), theme.background)
    draw = ImageDraw.Draw(image)
    if DATA_SETS[preset.experiment.data].image:
        image.paste(weights(run, theme), (0, 0))
    else:
        image.paste(answers(preset, run, theme), (0, 0))
    curve(draw, run, theme, side)
    return image.resize((SIDE, round(SIDE * (1 + CURVE))), Image.Resampling.LANCZOS)


def weights(run: Run, theme: Theme) -> Image.Image:
    """Draw what each unit of the first layer looks for, as pictures in a square."""
    image, W = DATA_SETS[run.experiment.data].image, run.weights[0].W
    assert image is not None
    across = int(np.ceil(np.sqrt(W.shape[1])))
    cell = SIDE * SCALE // across
    sheet = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), theme.background)
    for unit in range(W.shape[1]):
        pixels = coloured(W[:, unit] / np.abs(W).max() * 1.3, theme).reshape(image.side, image.side, 3)
        place = (unit % across * cell + 6, unit // across * cell + 6)
        sheet.paste(Image.fromarray(pixels).resize((cell - 12, cell - 12), Image.Resampling.NEAREST), place)
    return sheet


def answers(preset: Preset, run: Run, theme: Theme) -> Image.Image:
    """Draw what the network answers over the plane, and the samples."""
    data, side = DATA_SETS[preset.experiment.data], SIDE * SCALE
    values = run.experiment.targets(run.split.train.targets)[:, 0]
    middle, size = (values.max() + values.min()) / 2, max((values.max() - values.min()) / 2, 1e-9)
    heights = np.nan_to_num(run.predict(square_grid(data.low, data.high, SIDE))[:, 0].astype(np.float64))
    map_ = Image.fromarray(coloured((heights - middle) / size * 0.75, theme).reshape(SIDE, SIDE, 3))
    image = map_.resize((side, side), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    places = (run.split.train.points - data.low) / (data.high - data.low) * side
    radius = side / (40 if data.fixed else 95)
    for (x, y), value in list(zip(places, values))[:DOTS]:
        fill = tuple(coloured(np.array([(value - middle) / size]), theme)[0].tolist())
        draw.ellipse((x - radius, side - y - radius, x + radius, side - y + radius), fill=fill,
                     outline=theme.background, width=SCALE)
    return image


def curve(draw: ImageDraw.ImageDraw, run: Run, theme: Theme, side: int) -> None:
    """Draw training (solid) and test loss (paler) over the epochs."""
    height, top = side * CURVE * 0.76, side * (1 + CURVE * 0.12)
    records = run.history_log.records
    highest = np.nanmax(np.minimum(np.r_[records["train_loss"], np.nan_to_num(records["test_loss"])], 1e6))
    for name, colour in (("test_loss", theme.test), ("train_loss", theme.train)):
        losses = records[name]
        if len(losses) > 1 and np.isfinite(losses).all():
            x = np.linspace(side * 0.02, side * 0.98, len(losses))
            draw.line(list(zip(x, top + height * (1 - losses / highest))), fill=colour, width=3 * SCALE, joint="curve")


def coloured(values: Array, theme: Theme) -> Array:
    """Turn -1..1 into the colours of the product, (N, 3) u8."""
    ends = [np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) for colour in
            (theme.negative, theme.zero, theme.positive)]
    share = np.clip(values, -1, 1).ravel()[:, np.newaxis]
    mixed = ends[1] + np.where(share < 0, -share * (ends[0] - ends[1]), share * (ends[2] - ends[1]))
    return mixed.round().astype(np.uint8)


if __name__ == "__main__":
    main()
