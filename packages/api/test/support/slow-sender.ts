import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

const PIECE = Buffer.alloc(16 * 1024, ' ');
const PAUSE_MS = 50;

/** Sends a POST whose body of JSON takes half a minute, and whose end it therefore never reaches. */
export class SlowSender {
  /** Of the whole body, in bytes. */
  readonly length = 8 * 1024 * 1024;
  readonly #request: ClientRequest;
  readonly #timer: NodeJS.Timeout;
  readonly #cutOff: Promise<unknown>;
  #sent = 0;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#request = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': this.length },
    });
    this.#cutOff = new Promise((resolve) => {
      this.#request.once('close', resolve);
    });
    // To be cut off is what the test is about, whether it shows as an error or not.
    this.#request.on('error', () => {});
    this.#timer = setInterval(() => this.#send(), PAUSE_MS);
    this.#send();
  }

  /** Of the answer, which comes while the body is on its way. */
  async status(): Promise<number | undefined> {
    const [response] = (await once(this.#request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  async bytesUntilCutOff(): Promise<number> {
    await this.#cutOff;
    clearInterval(this.#timer);
    return this.#sent;
  }

  #send(): void {
    this.#sent += PIECE.length;
    this.#request.write(PIECE);
  }
}
