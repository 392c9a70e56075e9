"""Released cells: all that people see who may not read rows (report, dashboard) is made of these.

A question divides all students of one population, those of whom the answer is not known as a group of their own, by
one or two dimensions. True totals come first, then finer cells where they and their complements are SMALLEST students
or nobody. A dimension is grouped once for all questions about its population, and two questions about one share at
most one dimension: tables that agree in the totals of what they share tell no more together than each of them does.
Where a dimension has an order, bands, or grades, are shown together with neighbours where that tells more than to hide
cells: what is joined is the same for all that is compared, so that it is a coarser table of the same kind.
Rates and means are those of cells that are shown, in as many digits as are shown. Nothing else hides figures.

The criterion, held by tests: from all that is shown, no count of 1 to 9 students, and no complement of a told group
that is as few, can be computed exactly. Out of scope: what two releases of different days tell by their difference,
and what somebody knows from elsewhere.
"""

from edulake.governance.released.bands import Bands
from edulake.governance.released.cells import HIDDEN, OTHERS, Hidden, TwoWay, counted, may_tell, mean, protected, share
from edulake.governance.released.groups import combined, neighbours
from edulake.governance.released.hiding import SMALLEST, grid, is_small, line
from edulake.governance.released.shares import Bound

__all__ = [
    "HIDDEN",
    "OTHERS",
    "SMALLEST",
    "Bands",
    "Bound",
    "Hidden",
    "TwoWay",
    "combined",
    "counted",
    "grid",
    "is_small",
    "line",
    "may_tell",
    "mean",
    "neighbours",
    "protected",
    "share",
]
