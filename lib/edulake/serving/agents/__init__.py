"""What agents may ask (`edulake mcp`, extra `[agents]`): the released cells of all questions, and nothing else.

`cells` makes them; from then on the warehouse is not looked at. `engine` answers a SELECT on them, which it holds in
memory; filters of a question (`conditions`) are such SELECTs as well. So whatever an agent asks, and however often, is
a function of cells that everybody may see: nothing is computed anew for a part of the students. `tools` says what there
is to call, and keeps to limits; each call is on record before it is answered. `server` speaks the Model Context
Protocol.
"""
