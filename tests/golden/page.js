// SPDX-License-Identifier: GPL-2.0-or-later
// page.js MODULES FOLDER PAGE...: opens pages in Chromium, in both colour
// schemes; prints a line for each fault that axe-core finds and each request
// that a page makes. Pictures go to FOLDER.
const [modules, folder, ...pages] = process.argv.slice(2);
const from = require('module').createRequire(modules + '/');
const fs = require('fs');
const path = require('path');
const axe = fs.readFileSync(from.resolve('axe-core/axe.min.js'), 'utf8');

async function look(browser, file, scheme) {
  const page = await browser.newPage();
  const url = 'file://' + path.resolve(file);
  const say = what => console.log(`${path.basename(file)} ${scheme}: ${what}`);
  page.on('request', r => r.url() === url || say('asks for ' + r.url()));
  page.on('pageerror', e => say('error ' + e));
  await page.emulateMediaFeatures([
    {name: 'prefers-color-scheme', value: scheme}]);
  await page.setViewport({width: 1100, height: 1400});
  await page.goto(url);
  if (await page.evaluate(() => document.scripts.length))
    say('has a script');
  await page.screenshot({path: `${folder}/${path.basename(file)}.${scheme}.png`});
  await page.setBypassCSP(true);
  await page.reload();
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  for (const v of found.violations)
    say(`${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 200)}`);
  if (found.passes.length < 5)
    say('axe looked at nothing');
  await page.close();
}

(async () => {
  const browser = await from('puppeteer-core').launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    headless: true, protocolTimeout: 600000});
  for (const file of pages)
    for (const scheme of ['light', 'dark'])
      await look(browser, file, scheme);
  await browser.close();
})().catch(e => { console.log('' + e); process.exit(1); });
