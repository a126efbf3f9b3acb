"""What a person has brought to the page "Your data", and what they decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from nnplay.data.reading.deeds import Deed
from nnplay.data.reading.examples import EXAMPLES
from nnplay.data.reading.options import Options
from nnplay.data.reading.plan import Plan
from nnplay.data.reading.prepare import Prepared, prepare
from nnplay.data.reading.raw import RawTable, tidy
from nnplay.data.reading.read import Cells, Reading, laid_out
from nnplay.data.table import Table
from nnplay.study.new_rows import Asked
from nnplay.study.table_reading import READERS
from nnplay.study.trial import first_experiment
from nnplay.ui.player import Player


@dataclass
class YourData:
    """The table brought last, as `reading` found it; `failed` is what was brought since and held no table.

    `edited` is the table with changes made in the grid, which `began` with a table and is a new one for each
    `revision`. `text` is what stands in the field to paste into: it stays whatever becomes of it. Everything is kept
    in memory, for this tab alone.
    """

    name: str = ""
    content: bytes | str = ""
    text: str = ""
    reading: Reading | None = None
    failed: tuple[str, Reading] | None = None
    edited: RawTable | None = None
    plan: Plan = field(default_factory=Plan)
    options: Options = field(default_factory=Options)
    former: Options | None = None  # how it was read before anything was undone
    began: RawTable | None = None
    revision: int = 0
    trial: Player | None = None
    asked: Asked = field(default_factory=Asked)
    shown: tuple[Player, int] | None = None  # the trial and its step when it was opened in the Playground
    _cells: Cells | None = None  # of the table, told apart once for each way of writing
    _prepared: tuple[tuple[RawTable, str, Plan], Prepared] | None = None

    def bring(self, content: bytes | str, name: str) -> None:
        """Take a new table: nothing is decided about it yet. What there was stays if no table is in the new one."""
        name = tidy(name) or "a table"
        cells = READERS.cells_of(content, Options())
        reading = laid_out(cells, Options())
        self.failed = None
        if reading.table is None and self.raw is not None:
            self.failed = name, reading
            return
        self.content, self.name, self._cells = content, name, cells
        self.options, self.former, self.plan = Options(), None, Plan(kinds=reading.kinds)
        self._take(reading)

    def bring_example(self, key: str) -> None:
        self.bring(EXAMPLES[key].make(), EXAMPLES[key].label)

    def decide(self, **changes: Any) -> None:
        """Read the same again, written differently. The choices that still apply stay."""
        self.options = replace(self.options, **changes)
        if self._cells is None or not changes.keys() <= {"header", "decimal"}:
            self._cells = READERS.cells_of(self.content, self.options)
        self._take(laid_out(self._cells, self.options))

    def undo(self, deed: Deed) -> None:
        """Read the same again without what was done."""
        self.former = self.former or self.options
        if deed.option == "undone":
            self.decide(undone=(*self.options.undone, deed.value))
        else:
            self.decide(**{deed.option: deed.value})

    def redo(self) -> None:
        """Read the same again as before anything was undone."""
        if self.former is not None:
            former, self.former = self.former, None
            self.decide(**{item.name: getattr(former, item.name) for item in fields(former)})

    def _take(self, reading: Reading) -> None:
        self.reading, self.edited, self.began = reading, None, None
        self.revision += 1

    @property
    def raw(self) -> RawTable | None:
        """The table as it stands, with changes made in the grid."""
        return self.edited or (self.reading.table if self.reading else None)

    @property
    def decimal(self) -> str:
        return (self.reading.found.decimal if self.reading else None) or "."

    def edit(self, columns: Sequence[Sequence[str]], rows: Sequence[int]) -> None:
        """Take over the cells of the grid."""
        if self.raw is not None:
            edited = RawTable(self.raw.names, tuple(map(tuple, columns)), tuple(rows))
            if edited != self.raw:
                self.edited = edited

    def set(self, **changes: Any) -> None:
        """Change the plan."""
        self.plan = replace(self.plan, **changes)

    def trial_of(self, table: Table) -> Player | None:
        """Return the trial of this table, or None where it has none yet."""
        return self.trial if self.trial is not None and self.trial.experiment.table == table else None

    def train(self, table: Table, epochs: int, seconds: float) -> None:
        """Train the table's trial for so many epochs, or seconds; a new one where there is none."""
        self.begin(table).train(epochs=epochs, seconds=seconds)

    def open(self, table: Table, stage: Player) -> None:
        """Put the trial on the stage as it stands, unless that has been done and the stage has only trained on."""
        trial = self.begin(table)
        now = trial, trial.run.step
        if self.shown != now or stage.experiment != trial.experiment:
            stage.take_over(trial)
            self.shown = now

    def begin(self, table: Table) -> Player:
        """Return the table's trial, begun if need be."""
        if (trial := self.trial_of(table)) is None:
            trial, self.asked = Player(first_experiment(table)), Asked()
        self.trial = trial
        return trial

    def prepared(self) -> Prepared | None:
        """Make numbers of the table as it stands, once for each table and plan."""
        if self.raw is None:
            return None
        asked = self.raw, self.decimal, self.plan
        if self._prepared is None or self._prepared[0] != asked:
            self._prepared = asked, prepare(*asked)
        return self._prepared[1]
