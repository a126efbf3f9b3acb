"""A reader of tables that wants more memory than it may have."""

from nnplay.child import serve
from nnplay.study.table_reading import _limit_memory

if __name__ == "__main__":
    _limit_memory()
    serve(lambda message: bytearray(3 * 2**30))
