"""A reader of tables that wants more memory than it may have."""

from typing import Any

from nnplay.child import serve
from nnplay.study import table_reading


def hungry(*_: Any) -> Any:
    return bytearray(3 * 2**30)


if __name__ == "__main__":
    table_reading._limit_memory()
    table_reading.cells_of = hungry
    serve(table_reading._answer)
