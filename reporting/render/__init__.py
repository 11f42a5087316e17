"""Writers: one report as a page, on paper, as a workbook."""
