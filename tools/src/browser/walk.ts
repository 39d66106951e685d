import assert from 'node:assert/strict';
import type { Steps } from '../publish/steps.js';
import { HOSTILE } from './hostile-violation.js';
import type { WatchedPage } from './watched-page.js';

type Step = Steps['step'];

/** Walks through the page as somebody at work does; at each step nothing may have gone wrong in the browser. */
export async function walk(
  watched: WatchedPage,
  step: Step,
  pictures: (name: string) => Promise<void>,
): Promise<void> {
  const { page } = watched;
  const rows = page.locator('.row');
  const total = page.locator('.total');
  const notice = page.locator('.notice');
  const checked = (name: string, act: () => Promise<void>) =>
    step(name, async () => {
      await act();
      assert.deepEqual(watched.takeWrong(), []);
      assert.deepEqual(await watched.withoutNames(), []);
    });
  const totalIs = (text: string) => total.getByText(text, { exact: true }).waitFor();

  await checked('the newest 50 of 100 open violations are listed', async () => {
    await watched.visit('/');
    await totalIs('100 violations');
    assert.equal(await rows.count(), 50);
    await pictures('list');
  });
  await checked('older ones are a page away, and newer ones are the way back', async () => {
    const newest = page.locator('[data-violation="100"]');
    await newest.waitFor();
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'Newest' }).waitFor();
    await newest.waitFor({ state: 'detached' });
    assert.match(watched.place, /^\/violations\?before-id=\d+$/);
    await page.goBack();
    await newest.waitFor();
  });
  await checked('a type and an account narrow the list, and the address says so', async () => {
    await page.locator('.facet').getByText('Instance with SSH key pair').click();
    await page.locator('.chip').waitFor();
    await page.locator('.facet').getByText('222233334444').click();
    await page.getByRole('button', { name: 'Clear all' }).waitFor();
    assert.equal(watched.place, '/violations?types=EC2_WITH_KEYPAIR&accounts=222233334444');
    await page.reload();
    await page.locator('.row').first().waitFor();
  });
  await checked('the search and the form narrow the list, and a filter is taken back', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('key_name=kmeier');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove the filter Details key_name=kmeier' }).waitFor();
    await page.getByText('The numbers leave aside').waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Region', { exact: true }).fill('eu-west-1');
    await page.getByLabel('Stored after').fill('2020-01-01T00:00');
    await pictures('form');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'Remove the filter Region eu-west-1' }).waitFor();
    assert.equal(
      watched.place,
      '/violations?types=EC2_WITH_KEYPAIR&accounts=222233334444&region=eu-west-1' +
        '&from=2020-01-01T00:00:00.000Z&meta=key_name%3Dkmeier',
    );
    await page.getByRole('button', { name: 'More filters' }).click();
    for (const filter of ['Details', 'Region', 'Stored after']) {
      await page.getByRole('button', { name: `Remove the filter ${filter}` }).click();
    }
    await page.locator('.chip').nth(2).waitFor({ state: 'detached' });
  });
  await checked('a violation is opened by keys, resolved with a comment, and reopened', async () => {
    const before = await total.textContent();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByLabel('Comment').fill('Ticket 4711: key removed');
    await pictures('violation');
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await page.locator('.history').getByText('Ticket 4711: key removed').waitFor();
    await notice.getByRole('button', { name: 'Undo' }).click();
    await notice.getByText('is open again').waitFor();
    await totalIs(before ?? '');
    await page.keyboard.press('Escape');
    await page.locator('.detail').waitFor({ state: 'detached' });
  });
  await checked('all that match are resolved after a preview, and that is taken back', async () => {
    const before = await total.textContent();
    await page.getByRole('button', { name: 'Resolve all' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${before} will be resolved`).waitFor();
    await pictures('preview');
    await dialog.getByLabel('Comment').fill('Campaign 7');
    await dialog.getByRole('button', { name: /^Resolve \d/ }).click();
    await page.getByText('All clear').or(page.getByText('Nothing matches')).waitFor();
    await notice.getByRole('button', { name: 'Undo' }).click();
    await notice.getByText('Undone').waitFor();
    await totalIs(before ?? '');
  });
  await checked('a rule is made out of a violation, shows what it covers, and ends', async () => {
    await rows.first().getByRole('link').click();
    await page.getByRole('button', { name: 'Whitelist' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/open violations? would be covered/).waitFor();
    await dialog.getByLabel('Region').fill('');
    await dialog.getByLabel('Reason').fill('Bastion hosts, ticket 12');
    await pictures('rule');
    await dialog.getByRole('button', { name: 'Create the rule' }).click();
    await notice.getByText(/Rule \d+ is in force/).waitFor();
    await page.getByRole('link', { name: /^rule \d+$/ }).click();
    await page.locator('.card').getByText('Bastion hosts, ticket 12').waitFor();
    await pictures('rules');
    await page.getByRole('button', { name: 'End…' }).click();
    await page.getByRole('button', { name: 'End the rule' }).click();
    await notice.getByText('has ended').waitFor();
  });
  await checked('what comes from logs stays text', async () => {
    await watched.visit(`/violations?accounts=${HOSTILE.account_id}`);
    await rows.first().getByRole('link').click();
    await page.locator('.json-text').first().waitFor();
    const shown = (await page.locator('.detail').textContent()) ?? '';
    for (const text of [
      HOSTILE.instance_id,
      HOSTILE.username,
      HOSTILE.application_id,
      HOSTILE.meta_info.ami_name,
    ]) {
      assert.ok(shown.includes(text), `${text} is not there as text`);
    }
    const targets = await page
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.deepEqual(
      targets.filter((target) => !/^\/(?!\/)|^#content$/.test(target ?? '')),
      [],
    );
    assert.equal(await page.locator('img, script:not([src^="/assets/"]), svg').count(), 0);
    await pictures('hostile');
  });
  for (const [section, heading] of [
    ['checks', 'Unfinished checks'],
    ['jobs', 'Jobs'],
    ['plugins', 'Plugins'],
  ] as const) {
    await checked(`${section} are shown`, async () => {
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.locator('.card, .empty').first().waitFor();
      await pictures(section);
    });
  }
}

/** Everything fits on a narrow screen. */
export async function walkNarrow(
  watched: WatchedPage,
  step: Step,
  pictures: (name: string) => Promise<void>,
): Promise<void> {
  for (const path of ['/violations', '/violations/1', '/rules', '/checks', '/jobs', '/plugins']) {
    await step(`${path} fits on a narrow screen`, async () => {
      await watched.visit(path);
      await watched.page.locator(':is(.row, .detail h2, .card, .empty):visible').first().waitFor();
      await pictures(path.slice(1).replace('/', '-'));
      assert.equal(await watched.isTooWide(), false);
      assert.deepEqual(watched.takeWrong(), []);
    });
  }
  await step('a rule is written on a narrow screen', async () => {
    await watched.visit('/violations/1');
    await watched.page.getByRole('button', { name: 'Whitelist' }).click();
    await watched.page.getByRole('dialog').getByText('would be covered').waitFor();
    await pictures('rule');
    assert.equal(await watched.isTooWide(), false);
    assert.deepEqual(watched.takeWrong(), []);
  });
  await step('the filters are a button away on a narrow screen', async () => {
    await watched.visit('/violations');
    await watched.page.getByRole('button', { name: 'Filters', exact: true }).click();
    await watched.page.locator('.facet').getByText('222233334444').waitFor();
    await watched.page.getByRole('button', { name: 'More', exact: true }).click();
    await watched.page.getByLabel('Stored after').waitFor();
    await pictures('filters');
    assert.equal(await watched.isTooWide(), false);
    assert.deepEqual(watched.takeWrong(), []);
  });
}

/** People come in, where they wanted to go, and leave. */
export async function walkSignIn(
  watched: WatchedPage,
  step: Step,
  pictures: (name: string) => Promise<void>,
): Promise<void> {
  const { page } = watched;
  // That a browser notes the 401 cannot be helped.
  const wrong = () => watched.takeWrong().filter((text) => !text.includes('401 (Unauthorized)'));
  await step('who is not signed in is asked to, and comes back to where they were', async () => {
    await watched.visit('/violations?state=all');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await pictures('asked');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.locator('.who').getByText('jdoe').waitFor();
    assert.equal(watched.place, '/violations?state=all');
    assert.deepEqual(wrong(), []);
  });
  await step('who may not edit rules or run jobs is not offered to', async () => {
    assert.equal(await page.getByRole('link', { name: 'rules', exact: true }).count(), 0);
    await watched.visit('/jobs');
    await page.locator('.card').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Run now' }).count(), 0);
    assert.deepEqual(wrong(), []);
  });
  await step('who signs out is out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    assert.deepEqual(wrong(), []);
  });
}
