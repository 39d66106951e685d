/** Body of an answer, as far as it was read. */
export interface AnswerText {
  readonly text: string;
  /** False when the body is longer than allowed; `text` then holds nothing. */
  readonly complete: boolean;
}

/**
 * Reads the body of an answer as UTF-8.
 * @param maxBytes after decompression; reading stops there.
 */
export async function readText(response: Response, maxBytes: number): Promise<AnswerText> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return { text: '', complete: false };
    chunks.push(chunk);
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), complete: true };
}
