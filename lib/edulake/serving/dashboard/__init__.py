"""The page that stays open (`edulake dashboard`, extra `[dashboard]`): the report's figures, with filters.

`live` holds the sections of the report as one look at the warehouse found them, and makes them anew once tables have
new versions. `filters` choose among the rows of these figures, which are told as they are: nothing is counted anew for
a filter, so that two of them tell no more by their difference than the report does. `guards` let nobody in who was not
told the address, `pages` draws, `students` are there only where they may be named, and `server` puts it all together.
"""
