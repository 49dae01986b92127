// Tests of what analysts do with the figures: group them by period, compare them, and save the charts.

import assert from 'node:assert/strict';
import { boroughNames, cells, chartTexts, choose, compare, figuresOf, intervalOf, labelOf, monthName, number, released, save, tooImprecise, unevenRange } from './statistics.mjs';

/** The tests of this file. */
export const analysis = [
  ...[['QUARTER', 'quarter'], ['YEAR', 'year']].map(([period, word]) => ({
    name: `counts by ${word} are in the address, the charts, the tables and the files, and an incomplete ${word} is marked`,
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const range = await unevenRange(visit);
      await choose(visit, { ...range, event: 'ISSUED', period });
      const address = `${visit.statistics}?from=${range.from}&to=${range.to}&event=ISSUED&period=${period}`;
      assert.equal(page.url(), address);
      await page.reload();
      await visit.signInHere();
      assert.equal(page.url(), address);
      assert.equal(await page.getByRole('heading', { name: `By ${word}`, exact: true }).isVisible(), true);

      const filter = { ...range, event: 'ISSUED' };
      const expected = await compare(visit, 'months', [period], filter);
      assert.deepEqual((await visit.rows('months')).map(([name]) => name), expected.map((cell) => labelOf(cell, period)));
      const [name, part] = labelOf(expected.at(-1), period).split(/ (?=\()/);
      assert.ok(part, 'the last is incomplete');
      const texts = await chartTexts(visit, 'months');
      assert.ok(texts.includes(name) && texts.includes(part), texts.join());
      assert.match(await page.locator('#months .hint').textContent(), new RegExp(`incomplete ${word}`));

      await compare(visit, 'boroughs .body', [period, 'BOROUGH'], filter);
      await page.locator('#months summary').click();
      const { name: file, content } = await save(visit, page.locator('#months').getByRole('button', { name: 'Download this table (CSV)' }));
      assert.equal(file, `enrollment-issued-${range.from}-to-${range.to}-by-${word}.csv`);
      assert.deepEqual(String(content).split('\n').slice(1, -1).map((row) => row.split(',').slice(0, 2)), expected.map(({ from, to }) => [from, to]));
    },
  })),
  {
    name: 'all boroughs are in one chart on request, with different lines, and the pointer shows the figures of each',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const [from, to] = (await released(visit)).slice(-6).filter((_, index) => index % 5 === 0);
      await choose(visit, { from, to, event: '' });
      const requests = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.getByLabel('All in one chart').check();
      const charts = page.locator('#boroughs .chart');
      assert.equal(await charts.count(), 1);
      assert.deepEqual(requests, []);
      const address = `${visit.statistics}?from=${from}&to=${to}&boroughs=together`;
      assert.equal(page.url(), address);
      await page.reload();
      await visit.signInHere();
      assert.equal(page.url(), address);
      assert.equal(await charts.count(), 1);

      const texts = await chartTexts(visit, 'boroughs');
      assert.deepEqual(boroughNames.filter((name) => !texts.includes(name)), [], 'each line has a name');
      const lines = await charts.locator('path[fill="none"][stroke-width="2"]:not([stroke-opacity])').evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke-dasharray')));
      assert.equal(new Set(lines).size, 5, `five styles of lines: ${lines.join(' | ')}`);

      const expected = await compare(visit, 'boroughs .body', ['MONTH', 'BOROUGH'], { from, to });
      await charts.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await charts.boundingBox();
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.move(x + width / 2 + 5, y + height / 2);
      await page.waitForFunction(() => [...document.querySelectorAll('#boroughs svg text')].some((text) => text.textContent.startsWith('Bronx: ')));
      const shown = await chartTexts(visit, 'boroughs');
      const month = shown[shown.findIndex((text) => text.startsWith('Bronx: ')) - 1];
      const ofMonth = expected.filter((cell) => monthName(cell.from) === month);
      assert.equal(ofMonth.length, 5, month);
      const figures = ofMonth.map((cell, index) => `${boroughNames[index]}: ${cell.count === null ? tooImprecise : `${number.format(cell.count)} (${intervalOf(cell)})`}`);
      assert.deepEqual(shown.filter((text) => boroughNames.some((name) => text.startsWith(`${name}: `))), figures);

      await page.getByLabel('One chart each').check();
      assert.equal(await charts.count(), 5);
      assert.equal(page.url(), address.replace('&boroughs=together', ''));
    },
  },
  {
    name: 'a comparison has the difference of the estimates, its margin, and whether noise alone can explain it',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const range = await unevenRange(visit);
      await choose(visit, { ...range, event: 'RENEWED', period: 'QUARTER' });
      const query = `query($dimension: EnrollmentDimension!, $from: Month, $to: Month, $event: EnrollmentEvent) {
        enrollment(by: [$dimension], from: $from, to: $to, event: $event) {
          cells { from to borough ageBand count estimate } marginOfDifference(dimension: $dimension) } }`;
      for (const [kind, dimension, before] of [['Two quarters', 'QUARTER', 'in'], ['Two boroughs', 'BOROUGH', 'in'], ['Two age groups', 'AGE_BAND', 'at age']]) {
        const { enrollment: { cells: all, marginOfDifference: margin } } = await visit.query(query, { dimension, ...range, event: 'RENEWED' });
        await page.getByLabel('Compare', { exact: true }).selectOption(kind);
        const names = await page.getByLabel('First', { exact: true }).locator('option').allTextContents();
        assert.equal(names.length, all.length);
        if (dimension === 'QUARTER') assert.deepEqual(names, all.map((cell) => labelOf(cell, 'QUARTER')));
        if (dimension === 'BOROUGH') assert.deepEqual(names, boroughNames);
        for (const [one, other] of [[0, 1], [1, 0], [all.length - 1, all.length - 2], [2, 2]]) {
          await page.getByLabel('First', { exact: true }).selectOption({ index: one });
          await page.getByLabel('Second', { exact: true }).selectOption({ index: other });
          assert.equal(await page.locator('#difference').textContent(), sentenceOf([all[one], all[other]], [names[one], names[other]], margin, before));
        }
      }
    },
  },
  {
    name: 'a comparison with a withheld count, and one without a second count, have no difference',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const month = (await released(visit)).at(-1);
      await choose(visit, { from: month, to: month, event: 'RENEWED' });
      assert.match(await page.locator('#difference').textContent(), /^There is only one to compare\./);
      await page.getByLabel('Compare', { exact: true }).selectOption('Two boroughs');
      const rows = await visit.rows('borough-sums');
      const [name] = rows.find((row) => row.includes(tooImprecise));
      await page.getByLabel('First', { exact: true }).selectOption(name);
      await page.getByLabel('Second', { exact: true }).selectOption(rows.find((row) => row[0] !== name && !row.includes(tooImprecise))[0]);
      assert.equal(await page.locator('#difference').textContent(), `${name}: too imprecise to compare.`);
    },
  },
  {
    name: 'cards in force and ended cards have their figures, their meaning, and their files',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const { from, to } = await unevenRange(visit);
      const query = `query($by: [EnrollmentDimension!]!, $from: Month, $to: Month) {
        cardsInForce(by: $by, from: $from, to: $to) { cells { from to borough ageBand count estimate marginOfError low high } } }`;
      const inForce = async (...by) => (await visit.query(query, { by, from, to })).cardsInForce.cells;
      const figures = async (section, names) => (await visit.rows(section)).map((row) => row.slice(names, names + 2));
      for (const period of ['MONTH', 'QUARTER']) {
        await choose(visit, { from, to, event: 'IN_FORCE', period });
        assert.deepEqual(await figures('months', 1), (await inForce(period)).map(figuresOf));
        assert.deepEqual(await figures('boroughs .body', 2), (await inForce(period, 'BOROUGH')).map(figuresOf));
      }
      assert.deepEqual(await figures('ages', 1), (await inForce('AGE_BAND')).map(figuresOf));
      const [total] = await inForce();
      assert.ok(total.count > 0);
      assert.equal(await page.locator('#total-figure').textContent(), `${figuresOf(total)[0]} (${intervalOf(total)})`);
      assert.match(await page.locator('#meaning').textContent(), /that of its last month/);
      assert.match(await page.locator('#months .hint').textContent(), /its count ends with an earlier month/);
      assert.match(await page.locator('#borough-sums caption').textContent(), new RegExp(`in force in ${monthName(to)}, by borough`));
      assert.equal(await page.getByLabel('Counts', { exact: true }).isDisabled(), true);
      assert.equal(await page.locator('#accuracy').isVisible(), false);
      assert.equal(await page.locator('#total-title').textContent(), `In ${monthName(to)}`);

      // The margin of a difference is that of the months between the two, which are fewer than in the range.
      await choose(visit, { from, to, event: 'IN_FORCE' });
      const margin = async (first) => (await visit.query(
        'query($from: Month, $to: Month) { cardsInForce(by: [MONTH], from: $from, to: $to) { marginOfDifference(dimension: MONTH) } }', { from: first, to },
      )).cardsInForce.marginOfDifference;
      const months = await released(visit);
      const before = months[months.indexOf(to) - 1];
      assert.ok(await margin(before) < await margin(from));
      await page.locator('#difference').filter({ hasText: `± ${number.format(await margin(before))} (95 %)` }).waitFor();
      await page.getByLabel('Second', { exact: true }).selectOption(monthName(from));
      await page.locator('#difference').filter({ hasText: `± ${number.format(await margin(from))} (95 %)` }).waitFor();
      await choose(visit, { from, to, event: 'IN_FORCE', period: 'QUARTER' });
      await page.locator('#months summary').click();
      const { name } = await save(visit, page.locator('#months').getByRole('button', { name: 'Download this table (CSV)' }));
      assert.equal(name, `enrollment-in-force-${from}-to-${to}-by-quarter.csv`);

      await choose(visit, { from, to, event: 'ENDED' });
      await compare(visit, 'months', ['MONTH'], { from, to, event: 'ENDED' });
      assert.match(await page.locator('#meaning').textContent(), /month after their last valid month/);
      assert.equal(await page.locator('#accuracy').isVisible(), true);
    },
  },
  {
    name: 'a borough and an age can be selected, in the address too, and the titles name them',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const [from, to] = (await released(visit)).slice(-12).filter((_, index) => index % 11 === 0);
      await page.goto(`${visit.statistics}?from=${from}&to=${to}&event=ISSUED&borough=QUEENS&age=AGES_25_TO_34`);
      await visit.signInHere();
      assert.ok(page.url().endsWith('&event=ISSUED&borough=QUEENS&age=AGES_25_TO_34'), page.url());
      const all = async (...by) => (await visit.query(cells, { by, from, to, event: 'ISSUED' })).enrollment.cells;
      const isHere = ({ borough }) => borough === 'QUEENS';
      const isOfAge = ({ ageBand }) => ageBand === 'AGES_25_TO_34';
      const figures = async (section) => (await visit.rows(section)).map((row) => row.slice(1, 3));
      const months = (await all('MONTH', 'BOROUGH', 'AGE_BAND')).filter((cell) => isHere(cell) && isOfAge(cell));
      assert.equal(months.length, 12);
      assert.deepEqual(await figures('months'), months.map(figuresOf));
      assert.deepEqual(await figures('borough-sums'), (await all('BOROUGH', 'AGE_BAND')).filter(isOfAge).map(figuresOf));
      assert.deepEqual(await figures('ages'), (await all('BOROUGH', 'AGE_BAND')).filter(isHere).map(figuresOf));
      assert.match(await page.locator('#shown').textContent(), /cards issued in Queens, age 25–34,/);
      assert.match(await page.locator('#borough-sums caption').textContent(), /cards issued, age 25–34,/i);
      await page.getByLabel('Borough', { exact: true }).selectOption('');
      await choose(visit, { from, to, event: 'ISSUED' });
      assert.deepEqual(await figures('months'), (await all('MONTH', 'AGE_BAND')).filter(isOfAge).map(figuresOf));
    },
  },
  {
    name: 'a running total has the sums since the beginning of the range, with their margins',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const range = await unevenRange(visit);
      await page.getByLabel('Counts', { exact: true }).selectOption('running');
      await choose(visit, { ...range, event: 'ISSUED', period: 'QUARTER' });
      const query = `query($from: Month, $to: Month) {
        enrollment(by: [QUARTER], from: $from, to: $to, event: ISSUED, runningTotal: true) {
          marginOfDifference(dimension: QUARTER) cells { from to count estimate marginOfError low high } } }`;
      const { enrollment: { cells: totals, marginOfDifference } } = await visit.query(query, range);
      const rows = await visit.rows('months');
      assert.deepEqual(rows.map((row) => row.slice(1, 3)), totals.map(figuresOf));
      assert.ok(totals.every(({ from }) => from === range.from));
      assert.match(rows[1][0], /^Q\d \d{4}$/);
      assert.match(await page.locator('#shown').textContent(), /running total of cards issued/);

      // The first and the last total differ by all months between them.
      const names = await page.getByLabel('First', { exact: true }).locator('option').allTextContents();
      await page.getByLabel('First', { exact: true }).selectOption(names.at(-1));
      await page.getByLabel('Second', { exact: true }).selectOption(names[0]);
      await page.locator('#difference').filter({ hasText: `margin of error ± ${number.format(marginOfDifference)} (95 %)` }).waitFor();
      await page.locator('#months summary').click();
      const { name, content } = await save(visit, page.locator('#months').getByRole('button', { name: 'Download this table (CSV)' }));
      assert.equal(name, `enrollment-running-total-issued-${range.from}-to-${range.to}-by-quarter.csv`);
      assert.deepEqual(String(content).split('\n').slice(1, -1).map((row) => row.split(',').slice(0, 2)), totals.map(({ from, to }) => [from, to]));
    },
  },
  {
    name: 'each chart can be saved as SVG and PNG, light, with its title and its source',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const { releases } = await visit.query('{ releases { month epsilonMillionths } }');
      const [from, to] = [releases.at(-4).month, releases.at(-1).month];
      const epsilons = releases.slice(-4).map(({ epsilonMillionths }) => epsilonMillionths / 1e6);
      const [least, most] = [Math.min(...epsilons), Math.max(...epsilons)].map((epsilon) => String(Number(epsilon.toFixed(6))));
      await choose(visit, { from, to, event: 'ISSUED' });
      const range = `${monthName(from)} to ${monthName(to)}`;
      const saveAs = (section, kind, place = 0) => save(visit, page.locator(`#${section}`).getByRole('button', { name: `Download this chart (${kind})` }).nth(place));
      const charts = [
        ['months', 0, 'by-month', `Cards issued, ${range}, by month`],
        ['boroughs', 4, 'by-month-in-staten-island', `Cards issued in Staten Island, ${range}, by month`],
        ['ages', 0, 'by-age', `Cards issued, ${range}, by age`],
      ];
      for (const [section, place, grouping, title] of charts) {
        const { name, content } = await saveAs(section, 'SVG', place);
        assert.equal(name, `enrollment-issued-${from}-to-${to}-${grouping}.svg`);
        const texts = await textsOf(visit, content);
        for (const text of [
          title,
          `Source: city ID card program, releases of ${range}, PartnerApi`,
          `95 % intervals; noise added (differential privacy), epsilon ${least === most ? least : `${least} to ${most}`} per month`,
        ]) assert.ok(texts.includes(text), `${text} is missing in: ${texts.join(' | ')}`);
        const { name: png, content: bytes } = await saveAs(section, 'PNG', place);
        assert.equal(png, name.replace('.svg', '.png'));
        assert.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
        assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1920, 1120]);
        assert.ok(bytes.length > 20_000, 'the picture is not empty');
      }
      await page.getByLabel('All in one chart').check();
      const light = String((await saveAs('boroughs', 'SVG')).content);
      const texts = await textsOf(visit, light);
      assert.deepEqual(boroughNames.filter((name) => !texts.includes(name)), []);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = String((await saveAs('boroughs', 'SVG')).content);
      const withoutIds = (svg) => svg.replaceAll(/zr\d+-c(ls-)?\d+/g, '');
      assert.equal(withoutIds(dark), withoutIds(light));
      assert.match(light, /^<svg [^>]+>\s*<rect [^>]*width="960" height="560"[^>]* fill="#fff"/);
    },
  },
];
/** The sentence of the comparison of two cells, from the gateway's figures. */
function sentenceOf([one, other], names, margin, before) {
  if (one === other) return 'Choose two different ones.';
  const vague = [one, other].flatMap((cell, index) => (cell.estimate === null ? [names[index]] : []));
  if (vague.length > 0) return `${vague.join(' and ')}: too imprecise to compare.`;
  const difference = one.estimate - other.estimate;
  const size = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 }).format(Math.abs(difference));
  const sign = difference < 0 && size !== '0' ? '−' : '';
  const lengths = [one, other].map(({ from, to }) => (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5)) + 1);
  return `${number.format(one.count)} ${before} ${names[0]} − ${number.format(other.count)} ${before} ${names[1]}: `
    + `a difference of ${sign}${size}, margin of error ± ${number.format(margin)} (95 %). `
    + (lengths[0] === lengths[1] ? '' : `The two have a different number of months: ${lengths.join(' and ')}. `)
    + (Math.abs(difference) > margin ? 'The difference is larger. Without a true difference, noise alone exceeds this margin in about 5 of 100 comparisons.' : 'Noise alone can explain the difference.');
}

/** The texts of a well-formed SVG file. Reads it in an empty page, because the policy of the statistics does not allow its styles. */
async function textsOf(visit, svg) {
  const page = await visit.page.context().newPage();
  const texts = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const error = parsed.querySelector('parsererror');
    if (error !== null) throw new Error(error.textContent);
    return [...parsed.querySelectorAll('text')].map((one) => one.textContent);
  }, String(svg));
  await page.close();
  return texts;
}
