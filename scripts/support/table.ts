/** A line of a table, cell by cell. */
export type Row = readonly string[];

type Alignment = 'left' | 'right';

/** Columns as wide as their widest cell; numbers stand on the right. */
export function table(header: Row, rows: readonly Row[], alignments: readonly Alignment[] = ['left']): string {
  const lines = header.length > 0 ? [header, ...rows] : rows;
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const cell = (text: string, column: number): string => (
    (alignments[column] ?? 'right') === 'left' ? text.padEnd(widths[column]) : text.padStart(widths[column])
  );
  return lines.map((line) => `  ${line.map(cell).join('  ')}`.trimEnd()).join('\n');
}
