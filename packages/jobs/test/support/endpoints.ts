import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { ProbeNetwork } from '../../src/shared/probe/index.js';
import { type Certificate, selfSigned } from './certificate.js';

/** Servers on loopback, which stand for hosts of the internet. */
export class Endpoints {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  http(answer: RequestListener): Promise<number> {
    return this.#listen(createHttpServer({ maxHeaderSize: 1024 }, answer));
  }

  https(
    answer: RequestListener,
    certificate: Certificate = selfSigned({ name: 'shop.example' }),
  ): Promise<number> {
    return this.#listen(createHttpsServer(certificate, answer));
  }

  tcp(answer: (socket: Socket) => void): Promise<number> {
    return this.#listen(
      createTcpServer((socket) => {
        // Whoever probes hangs up when it likes.
        socket.on('error', () => socket.destroy());
        answer(socket);
      }),
    );
  }

  /** A port where nobody listens. */
  async closed(): Promise<number> {
    const server = createTcpServer();
    const port = await this.#listen(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
  }
}

/** A network in which every host is this machine, and these ports stand for others. */
export function loopback(ports: Readonly<Record<number, number>> = {}): ProbeNetwork {
  return {
    resolve: async () => ['127.0.0.1'],
    isAllowed: () => true,
    portOf: (port) => ports[port] ?? port,
  };
}
