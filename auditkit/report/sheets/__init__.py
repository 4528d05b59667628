"""What stands on each sheet of the workbook, as plain values that know no spreadsheet library."""
