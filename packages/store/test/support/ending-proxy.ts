import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Stands before a PostgreSQL server, and can end connections in the very moment in which they are ready. */
export class EndingProxy {
  /** Whether new connections are ended as soon as they are ready, in one piece with the server's word that they are. */
  endsNewConnections = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#join(client, connect(targetPort, '127.0.0.1')));
  }

  static async start(targetPort: number): Promise<EndingProxy> {
    const proxy = new EndingProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends the connections that are open now. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  stop(): void {
    this.#server.close();
    this.dropAll();
  }

  #join(client: Socket, server: Socket): void {
    const isDoomed = this.endsNewConnections;
    this.#sockets.add(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      // A broken connection shows as closed, too.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => other.destroy());
    }
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      if (!isDoomed || !chunk.includes(READY_FOR_QUERY)) client.write(chunk);
      else client.end(Buffer.concat([chunk, farewell()]));
    });
  }
}

/** `FATAL 57P01`, as a server sends it that ends a connection. */
function farewell(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command'];
  const body = Buffer.from(`${fields.map((field) => `${field}\0`).join('')}\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
