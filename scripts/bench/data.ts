const REFERENCE = { bucket: 'photos-111122223333-eu-central-1', key: '2026/01/15/0123456789abcdef.jpg', width: 320, height: 240 };

/** A task's data whose JSON text has just so many bytes. */
export function dataOf(bytes: number): { note: string } {
  const padding = bytes - JSON.stringify({ ...REFERENCE, note: '' }).length;
  if (padding < 0) throw new Error(`data of ${bytes} bytes is too small to look like data`);
  return { ...REFERENCE, note: 'x'.repeat(padding) };
}
