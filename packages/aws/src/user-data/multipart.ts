// More parts than anybody writes by hand.
const MAX_PARTS = 32;

/** The texts of the parts of a MIME multipart, as cloud-init takes it; `undefined` for any other text. */
export function findParts(text: string): readonly string[] | undefined {
  const { headers, body } = splitHeaders(text);
  const type = headers.get('content-type') ?? '';
  if (!/^multipart\//i.test(type)) return undefined;
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  const marker = `--${boundary?.[1] ?? boundary?.[2] ?? ''}`;
  if (marker === '--') return [];
  return sections(body, marker).map(decodedPart);
}

/** What stands between the marker lines, without what comes before the first and after the closing one. */
function sections(body: string, marker: string): string[] {
  const found: string[][] = [];
  for (const line of body.split(/\r?\n/)) {
    const trimmed = line.trimEnd();
    if (trimmed === `${marker}--` || found.length > MAX_PARTS) break;
    if (trimmed === marker) found.push([]);
    else found.at(-1)?.push(line);
  }
  return found.map((lines) => lines.join('\n'));
}

function decodedPart(part: string): string {
  const { headers, body } = splitHeaders(part);
  const encoding = (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  return encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** Headers up to the first empty line. A text without any is all body. */
function splitHeaders(text: string): { headers: ReadonlyMap<string, string>; body: string } {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('');
  const headers = new Map<string, string>();
  let last = '';
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line)) headers.set(last, `${headers.get(last) ?? ''} ${line.trim()}`);
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase();
      headers.set(last, line.slice(colon + 1).trim());
    }
  }
  return { headers, body: end < 0 ? '' : lines.slice(end + 1).join('\n') };
}
