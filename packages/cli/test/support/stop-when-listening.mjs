import { Server } from 'node:net';

// Loaded before `fullstop serve`: asks it to stop at the first moment at which anybody could know that it is there.
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => process.kill(process.pid, 'SIGTERM'));
  Server.prototype.listen = listen;
  return listen.apply(this, args);
};
