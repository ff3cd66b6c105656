import { expect, test } from 'vitest'
import { hasBrowser } from './browser.ts'
import { openLine } from './cut.ts'
import { aStory } from './story.ts'

const story = aStory('station', () => false)

test.runIf(hasBrowser)(
  'a page that loses its server says so, keeps its figures, and heals to what happened meanwhile',
  async () => {
    await using line = await openLine(story.url())
    await using watched = await story.open()
    const { page, errors } = watched
    await page.goto(`${line.url}/landlord/lots/station`)
    const connection = page.getByRole('status', { name: 'Connection' })
    await connection.getByText('Live').waitFor()
    await page.getByRole('img', { name: '1-04: Free' }).waitFor()

    line.cut()
    await page.getByText('Connection lost.').waitFor()
    await connection.getByText('Not connected').waitFor()
    expect(await page.getByRole('region', { name: 'Counts' }).textContent()).toContain('12 of 12')

    await story.sense('1-04', true)
    line.mend()
    await connection.getByText('Live').waitFor()
    await page.getByRole('img', { name: '1-04: Occupied' }).waitFor()
    await page.getByText('Connection lost.').waitFor({ state: 'hidden' })
    expect(errors).toEqual([])
  },
)
