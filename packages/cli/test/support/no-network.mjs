// Loaded into a process under test: whoever opens a connection or asks for an address ends it.

import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

const refuse = (what) => () => {
  process.stderr.write(`NETWORK USED: ${what}\n`);
  process.exit(99);
};
net.Socket.prototype.connect = refuse('connect');
net.Server.prototype.listen = refuse('listen');
dns.lookup = refuse('lookup');
dgram.createSocket = refuse('datagram');
