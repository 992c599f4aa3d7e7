// All of Observations by @odata/client, and how many it says there are: {root, login, prefer} in, {rijen, aantal} out.
import { createRequire } from 'node:module';

const { OData } = createRequire(new URL('../../../.ci/package.json', import.meta.url))('@odata/client');
const { root, login: [username, password], prefer } = JSON.parse(await new Response(process.stdin).text());
const client = OData.New4({ serviceEndpoint: `${root}/`, credential: { username, password }, commonHeaders: prefer });

const rijen = [];
// Its own query() gives the first page only.
let collection = 'Observations';
while (collection) {
  const page = await client.newRequest({ collection, method: 'GET' });
  rijen.push(...page.value);
  collection = page['@odata.nextLink']?.slice(`${root}/`.length);
}
const aantal = await client.getEntitySet('MeasureCodes').count();
console.log(JSON.stringify({ rijen, aantal }));
