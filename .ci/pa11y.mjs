// pa11y (HTML_CodeSniffer, WCAG 2 AA) over the pages named on stdin: [{naam, url, koppen, verstuur, zichtbaar}], koppen:
// headers to ask with; verstuur: fill in these fields of its form, send it, and look at what comes then; zichtbaar: what
// must be on it.
// Every fault is printed; any fault, and any page that is not there, ends in 1.
import pa11y from 'pa11y';
import puppeteer from 'puppeteer';

const bladen = JSON.parse(await new Response(process.stdin).text());
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});

async function faults({ naam, url, koppen, verstuur, zichtbaar }) {
  const fields = Object.entries(verstuur ?? {}).map(([name, value]) => `set field [name=${name}] to ${value}`);
  const send = verstuur ? [...fields, 'click element main form button'] : [];
  const actions = [...send, `wait for element ${zichtbaar} to be visible`];
  // A window of its own: no page has the cookies of another.
  const window = await browser.createBrowserContext();
  const page = await window.newPage();
  await page.setExtraHTTPHeaders(koppen);
  const found = await pa11y(url, {
    browser, page, actions, standard: 'WCAG2AA', runners: ['htmlcs'], viewport: { width: 320, height: 640 },
    timeout: 60000,
  });
  await window.close();
  // Sent on to another page, this one was not looked at.
  const elsewhere = found.pageUrl === url ? [] : [`is ${found.pageUrl}`];
  return [...elsewhere, ...found.issues.map(({ code, message, context }) => `${code} ${message}\n    ${context}`)]
    .map((fault) => `${naam}: ${fault}`);
}

const found = [];
const waiting = bladen.values();
// Two at a time; both take from the same row.
await Promise.all([1, 2].map(async () => {
  for (const blad of waiting) found.push(...await faults(blad).catch((fault) => [`${blad.naam}: ${fault.message}`]));
}));
await browser.close();
console.log([...found, `pa11y: ${bladen.length} pagina's, ${found.length} fouten`].join('\n'));
process.exitCode = found.length ? 1 : 0;
