// The report of a workbook: its faults by sheet, row and column.

import type { Fault } from '../../api/client';
import { steps } from './path';

export interface ReportRow {
  readonly sheet: string;
  readonly row: string;
  readonly column: string;
  readonly detail: string;
}

/** `/Items/F12` is sheet Items, column F, row 12; a fault of a whole sheet or file has fewer parts. */
export function rowsOf(faults: readonly Fault[]): readonly ReportRow[] {
  return faults.map((fault) => {
    const [sheet = '', cell = ''] = steps(fault.pointer);
    const parts = /^([A-Z]*)(\d*)$/.exec(cell);
    return { sheet, row: parts?.[2] ?? '', column: parts?.[1] ?? cell, detail: fault.detail };
  });
}

/** Tabs between columns: pasted into a spreadsheet it is a table again. */
export function asText(rows: readonly ReportRow[]): string {
  return rows.map((row) => [row.sheet, row.row, row.column, row.detail].join('\t')).join('\n');
}
