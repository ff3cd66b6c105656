import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { hasBrowser } from './browser.ts'
import { aStory } from './story.ts'

const phone = { width: 390, height: 844, touch: true }
const story = aStory('theatre', (slot) => slot === 'P-01')

/** How many pixels the page is wider than the screen. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

test.runIf(hasBrowser)(
  'on a phone lots are cards, and one opens a sheet and its page',
  async () => {
    await using watched = await story.open(phone)
    const { page, errors } = watched
    await page.goto(`${story.url()}/landlord`)
    await page.getByRole('button', { name: /Staatstheater.*7 free of 8/ }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Open the lot' }).click()
    await page.getByRole('img', { name: 'P-01: Occupied' }).waitFor()
    expect(errors).toEqual([])
  },
)

test.runIf(hasBrowser)('no page is wider than a phone', async () => {
  await using watched = await story.open(phone)
  const { page } = watched
  for (const path of ['/', '/landlord', '/landlord/lots/theatre', '/admin', '/none']) {
    await page.goto(story.url() + path)
    await page
      .getByText(/Staatstheater|There is no page/)
      .first()
      .waitFor()
    expect(await overflow(page), path).toBeLessThanOrEqual(0)
  }
})

test.runIf(hasBrowser)('with keys alone one finds a lot, opens it and reads a slot', async () => {
  await using watched = await story.open()
  const { page, errors } = watched
  await page.goto(`${story.url()}/landlord`)
  await page.getByRole('button', { name: 'Staatstheater', exact: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('staats')
  await page.getByRole('button', { name: 'Marktplatz', exact: true }).waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+k')
  await page.locator('[role=combobox]:focus').waitFor()
  await page.keyboard.type('staatstheater')
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: 'P-01: Occupied' }).waitFor()
  const plan = page.getByRole('application', { name: /Floor plan, level P/ })
  await plan.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.getByText('free since').waitFor()
  expect(await plan.getAttribute('aria-activedescendant')).toBe('pk-slot-P-02')
  expect(errors).toEqual([])
})
