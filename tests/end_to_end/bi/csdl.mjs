// A CSDL document in XML, in a JSON string on stdin, as CSDL JSON; the first fault against the standard ends it.
import { createRequire } from 'node:module';

const { xml2json } = createRequire(new URL('../../../.ci/package.json', import.meta.url))('odata-csdl');
console.log(JSON.stringify(xml2json(Buffer.from(await new Response(process.stdin).json()), { strict: true })));
