import { expect, test } from 'vitest'
import { hasBrowser } from './browser.ts'
import { aStory } from './story.ts'

const story = aStory('castle', (slot) => slot.endsWith('1'))

test.runIf(hasBrowser)('a landlord sees at once how full each lot is, and where', async () => {
  await using watched = await story.open()
  const { page, errors } = watched
  await page.goto(`${story.url()}/`)
  await page.getByRole('row', { name: /Schloßgarage.*10 \/ 12.*17\s?%/ }).waitFor()
  await page.getByRole('region', { name: 'All lots together' }).getByText('Free now').waitFor()
  await page
    .getByRole('region', { name: 'Map of the lots' })
    .getByRole('button', { name: 'Schloßgarage: 10 of 12 slots free' })
    .waitFor()
  expect(errors).toEqual([])
})

test.runIf(hasBrowser)('without WebGL the map is a drawing with the same markers', async () => {
  await using watched = await story.open({ withoutWebGl: true })
  const { page, errors } = watched
  await page.goto(`${story.url()}/landlord`)
  const map = page.getByRole('region', { name: 'Map of the lots' })
  await map.getByRole('button', { name: 'Schloßgarage: 10 of 12 slots free' }).click()
  await page.getByRole('region', { name: 'Schloßgarage' }).waitFor()
  expect(errors).toEqual([])
})

test.runIf(hasBrowser)('a car that parks is on the floor plan without a reload', async () => {
  await using watched = await story.open()
  const { page, errors } = watched
  await page.goto(`${story.url()}/landlord`)
  await page.getByRole('button', { name: 'Schloßgarage', exact: true }).click()
  await page.getByRole('link', { name: 'Open the lot' }).click()
  await page.getByRole('img', { name: '1-03: Free' }).waitFor()
  await story.sense('1-03', true)
  await page.getByRole('img', { name: '1-03: Occupied' }).waitFor()
  const counts = page.getByRole('region', { name: 'Counts' })
  expect(await counts.textContent()).toMatch(/Free9 of 12.*Occupied3/)
  await page.getByRole('list', { name: 'Last events' }).getByText('1-03 became occupied').waitFor()
  await story.sense('1-03', false)
  await page.getByRole('img', { name: '1-03: Free' }).waitFor()
  expect(errors).toEqual([])
})
