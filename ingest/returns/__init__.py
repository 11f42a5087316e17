"""The statutory returns of an extract, as landing tables: SSDA903, CIN census and Annex A.

`read_returns` finds and reads them, `precedence` decides which source gives a table. Source: contract of the returns.
"""
