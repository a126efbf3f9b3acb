"""Reading the tables that people bring: bytes or text -> cells -> kinds of columns -> a `Table` of numbers.

`read` finds the cells, `prepare` makes numbers of them. Neither raises for anything a person may bring: what could not
be used is said in `problems`, by row and column.
"""
