// Tests that charts and tables show the gateway's figures.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import { cells, choose, compare, figuresOf, intervalOf, number, released, tooImprecise } from './statistics.mjs';

const hundredths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const percents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The tests of this file. */
export const figures = [
  ...[['months', ['MONTH'], 1], ['boroughs .body', ['MONTH', 'BOROUGH'], 5], ['ages', ['AGE_BAND'], 1]].map(([section, by, pictures]) => ({
    name: `${section}: each chart is shown and described, and its table has the gateway's figures`,
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const charts = page.locator(`#${section} .chart`);
      assert.equal(await charts.count(), pictures);
      for (const chart of await charts.all()) {
        assert.match(await chart.getAttribute('aria-label'), /^(Line|Bar) chart of cards issued and renewed.+The table below has the same data\.$/);
        assert.equal(await chart.locator('svg').isVisible(), true);
        assert.ok(await chart.locator('svg path').count() > 5, 'the chart is drawn');
      }
      await page.locator(`#${section} summary`).click();
      await page.locator(`#${section} caption`).waitFor();
      assert.ok(await page.locator(`#${section} tbody th[scope=row]`).count() > 0);
      assert.ok(await page.locator(`#${section} thead th[scope=col]`).count() > 2);
      await compare(visit, section, by);
    },
  })),
  {
    name: 'a withheld count is marked in words, in the table and below the chart',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      await page.getByLabel('Cards', { exact: true }).selectOption('RENEWED');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.locator('#shown', { hasText: 'cards renewed' }).waitFor();
      const expected = await compare(visit, 'boroughs .body', ['MONTH', 'BOROUGH'], { event: 'RENEWED' });
      const isSmall = (cell) => cell.note === 'TOO_IMPRECISE' && cell.count === null;
      assert.ok(expected.some(isSmall), 'the sandbox has such a count');
      assert.match(await page.locator('#boroughs .hint').textContent(), /too imprecise/);
      const crosses = await page.locator('#boroughs svg').evaluateAll((charts) => {
        const style = getComputedStyle(document.documentElement);
        const [text, quiet] = ['--text', '--quiet'].map((name) => style.getPropertyValue(name).trim());
        const edges = (chart, selector) => [...chart.querySelectorAll(selector)].map((mark) => mark.getBoundingClientRect());
        return charts.map((chart) => {
          const [axis] = edges(chart, `path[stroke="${quiet}"]`);
          return edges(chart, `path[stroke="${text}"][transform]`).map((cross) => cross.bottom < axis.top);
        });
      });
      const boroughs = ['BRONX', 'BROOKLYN', 'MANHATTAN', 'QUEENS', 'STATEN_ISLAND'];
      const withheld = (borough) => expected.filter((cell) => cell.borough === borough && isSmall(cell));
      assert.deepEqual(crosses, boroughs.map((borough) => withheld(borough).map(() => true)), 'each is marked above the axis');
    },
  },
  {
    name: 'range and event filter all sections',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const months = await released(visit);
      const filter = { from: months.at(-3), to: months.at(-2), event: 'ISSUED' };
      await choose(visit, filter);
      assert.match(await page.locator('#shown').textContent(), /cards issued,/);
      assert.equal((await compare(visit, 'months', ['MONTH'], filter)).length, 2);
      assert.equal((await compare(visit, 'boroughs .body', ['MONTH', 'BOROUGH'], filter)).length, 10);
      assert.equal((await compare(visit, 'ages', ['AGE_BAND'], filter)).length, 8);
      const [total] = (await visit.query(cells, { by: [], ...filter })).enrollment.cells;
      assert.equal(await page.locator('#total-figure').textContent(), `${number.format(total.count)} (${intervalOf(total)})`);
    },
  },
  {
    name: "each borough has its sum over a year, with the interval of the gateway's sum",
    walk: async (visit) => {
      await visit.signIn();
      const year = (await released(visit)).slice(-12);
      const filter = { from: year.at(0), to: year.at(-1), event: 'ISSUED' };
      await choose(visit, filter);
      const expected = await compare(visit, 'borough-sums', ['BOROUGH'], filter);
      const rows = await visit.rows('borough-sums');
      assert.deepEqual(rows.map(([borough]) => borough), ['Bronx', 'Brooklyn', 'Manhattan', 'Queens', 'Staten Island']);
      assert.equal(await visit.page.getByRole('row', { name: ['Queens', ...figuresOf(expected[3])].join(' ') }).isVisible(), true);

      // The noise of both counts can have moved a share.
      const [total] = (await visit.query(cells, { by: [], ...filter })).enrollment.cells;
      const [queens, whole] = [expected[3], total].map(({ count, marginOfError }) => ({ count, marginOfError }));
      const share = queens.count / whole.count;
      const text = [100 * share, 100 * (queens.marginOfError + share * whole.marginOfError) / whole.count].map((percent) => percents.format(percent));
      assert.equal(rows[3].at(-2), `${text[0]} % (± ${text[1]})`);

      // The invented population has 1,024 to 1,031 residents in the age bands of Queens.
      const residents = 8 * 1027.5;
      const margin = Math.ceil(100_000 * queens.marginOfError / residents) / 100;
      assert.equal(rows[3].at(-1), `${hundredths.format(1000 * queens.count / residents)} (± ${hundredths.format(margin)})`);
    },
  },
  {
    name: 'on a phone, the intervals of the sums are within the window, also beside a withheld count',
    options: { viewport: { width: 360, height: 740 } },
    walk: async (visit) => {
      await visit.signIn();
      const month = (await released(visit)).at(-1);
      await choose(visit, { from: month, to: month, event: 'RENEWED' });
      assert.ok((await visit.rows('borough-sums')).some((row) => row.includes(tooImprecise)), 'the sandbox has such a count');
      const edges = await visit.page.locator('#borough-sums tr > :nth-child(3)').evaluateAll((intervals) => intervals.map((one) => one.getBoundingClientRect().right));
      assert.ok(edges.length === 6 && edges.every((edge) => edge <= 360), edges.join());
    },
  },
  {
    name: 'the download of each table has its figures, with the names of the files of releases',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const year = (await released(visit)).slice(-12);
      const filter = { from: year.at(0), to: year.at(-1), event: 'RENEWED' };
      await choose(visit, filter);
      for (const summary of await page.locator('summary').all()) await summary.click();
      for (const [section, by, grouping] of [
        ['months', ['MONTH'], 'month'],
        ['borough-sums', ['BOROUGH'], 'borough'],
        ['boroughs .body', ['MONTH', 'BOROUGH'], 'month-and-borough'],
        ['ages', ['AGE_BAND'], 'age'],
      ]) {
        const button = page.locator(`#${section}`).getByRole('button', { name: 'Download this table (CSV)' });
        const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
        assert.equal(download.suggestedFilename(), `enrollment-renewed-${filter.from}-to-${filter.to}-by-${grouping}.csv`);
        const expected = await compare(visit, section, by, filter);
        assert.deepEqual((await readFile(await download.path(), 'utf8')).split('\n'), [
          'from,to,borough,age_band,event,count,estimate,margin_of_error,low,high,note',
          ...expected.map(({ from, to, borough, ageBand, count, estimate, marginOfError, low, high, note }) => [
            from, to, borough ?? 'ALL', ageBand ?? 'ALL', 'RENEWED', count, estimate, marginOfError, low, high, note,
          ].join(',')),
          '',
        ]);
      }
    },
  },
  {
    name: 'a change of the range takes two requests',
    walk: async (visit) => {
      await visit.signIn();
      const year = (await released(visit)).slice(-12);
      const requests = [];
      visit.page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await choose(visit, { from: year.at(0), to: year.at(-1), event: 'RENEWED' });
      assert.deepEqual(requests, ['/graphql', '/graphql']);
    },
  },
  {
    name: 'a range that ends before it begins is corrected',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const months = await released(visit);
      await choose(visit, { from: months.at(-1), to: months.at(-2), event: '' });
      assert.deepEqual([await page.getByLabel('From', { exact: true }).inputValue(), await page.getByLabel('To', { exact: true }).inputValue()], months.slice(-2));
      assert.equal((await visit.rows('months')).length, 2);
    },
  },
  {
    name: 'a view is in the address, and opens from it, also after signing in',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      assert.equal(page.url(), visit.statistics);
      const [from, to] = (await released(visit)).slice(-3, -1);
      await choose(visit, { from, to, event: 'RENEWED' });
      const address = `${visit.statistics}?from=${from}&to=${to}&event=RENEWED`;
      assert.equal(page.url(), address);
      await page.reload();
      await visit.signInHere();
      await compare(visit, 'months', ['MONTH'], { from, to, event: 'RENEWED' });
      await page.getByRole('button', { name: 'Sign out' }).click();
      assert.equal(page.url(), visit.statistics);

      await page.goto(address);
      await visit.signInHere();
      assert.equal(page.url(), address);
      assert.equal((await visit.rows('months')).length, 2);

      // The plain address has a view of its own, also in a tab that has shown another.
      await visit.signIn();
      assert.equal(page.url(), visit.statistics);
      assert.equal((await visit.rows('months')).length, (await released(visit)).length);

      // Months that are not released, and other words, are ignored.
      await page.goto(`${visit.statistics}?from=1999-01&to=x&event=LOST&period=WEEK&boroughs=apart`);
      await visit.signInHere();
      assert.equal(page.url(), visit.statistics);
    },
  },
  {
    name: "the accuracy of another table equals the gateway's preview",
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      await page.getByLabel('age', { exact: true }).check();
      await page.getByRole('button', { name: 'Calculate' }).click();
      const result = page.locator('#accuracy .body p');
      await result.waitFor();
      const query = 'query($by: [EnrollmentDimension!]!) { enrollmentPreview(by: $by) { cells marginOfError smallestCount } }';
      const { enrollmentPreview: expected } = await visit.query(query, { by: ['MONTH', 'BOROUGH', 'AGE_BAND'] });
      const text = await result.textContent();
      for (const value of [expected.cells, expected.marginOfError, expected.smallestCount]) assert.ok(text.includes(number.format(value)), text);
    },
  },
  {
    name: "releases are listed with their privacy cost, and downloads equal the gateway's files",
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const { releases, openingRelease } = await visit.query(
        '{ openingRelease { month epsilonMillionths } releases { month publishedOn epsilonMillionths lifetimeEpsilonMillionths mechanism } }',
      );
      const rows = await visit.rows('releases');
      assert.equal(rows.length, releases.length + 1);
      assert.match(rows.at(-1)[0], / \(cards in force\)$/);
      assert.equal(Number(rows.at(-1)[2]), openingRelease.epsilonMillionths / 1e6);
      const newest = releases.at(-1);
      assert.deepEqual([Number(rows[0][2]), Number(rows[0][3]), rows[0][5]], [newest.epsilonMillionths / 1e6, newest.lifetimeEpsilonMillionths / 1e6, newest.mechanism]);
      const { access_token: token } = await visit.tokens;
      for (const [button, path, name] of [
        [page.locator('#releases tbody button').first(), `releases/${newest.month}.csv`, `enrollment-${newest.month}.csv`],
        [page.locator('#releases tbody button').last(), `releases/${openingRelease.month}.csv`, `enrollment-${openingRelease.month}.csv`],
        [page.getByRole('button', { name: 'All months (CSV)' }), 'releases.csv', `enrollment-${releases[0].month}-to-${newest.month}.csv`],
        [page.getByRole('button', { name: 'Data dictionary (CSV)' }), 'data-dictionary.csv', 'data-dictionary.csv'],
      ]) {
        const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
        assert.equal(download.suggestedFilename(), name);
        const response = await fetch(new URL(path, visit.statistics), { headers: { Authorization: `Bearer ${token}` } });
        assert.equal(response.status, 200);
        assert.equal(await readFile(await download.path(), 'utf8'), await response.text());
      }
    },
  },
  {
    name: 'the Parquet file has the rows of the CSV file, as types',
    walk: async (visit) => {
      const { page } = visit;
      await visit.signIn();
      const save = async (name) => {
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
        return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
      };
      const [text, typed] = [await save('All months (CSV)'), await save('All months (Parquet)')];
      assert.equal(typed.name, text.name.replace('.csv', '.parquet'));
      const [names, ...rows] = text.content.toString().trimEnd().split('\n').map((line) => line.split(','));
      const isText = (name) => ['month', 'borough', 'age_band', 'event'].includes(name);
      const value = (name, cell) => {
        if (isText(name)) return cell;
        if (name === 'published_on') return `${cell}T00:00:00.000Z`;
        if (name === 'published') return cell === 'yes';
        return cell === '' ? null : Number(cell);
      };
      const expected = rows.map((row) => Object.fromEntries(row.map((cell, index) => [names[index], value(names[index], cell)])));
      const file = typed.content.buffer.slice(typed.content.byteOffset, typed.content.byteOffset + typed.content.length);
      const plain = (cell) => (typeof cell === 'bigint' ? Number(cell) : cell instanceof Date ? cell.toISOString() : cell ?? null);
      const found = (await parquetReadObjects({ file })).map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)])));
      assert.ok(found.length > 270);
      assert.deepEqual(found, expected);
    },
  },
];
