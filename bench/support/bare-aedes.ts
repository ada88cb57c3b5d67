import { createServer, type AddressInfo } from 'node:net';
import { Aedes } from 'aedes';

/** The reference: Aedes as it comes, which stores nothing and asks nobody. Prints its port and runs until ended. */
const aedes = await Aedes.createBroker();
const server = createServer(aedes.handle);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
