import { formatAgo } from '../util/format.ts'
import { useNow } from '../util/ticker.ts'
import { formatMoment } from '../util/zoned.ts'

/** How long ago something was, ticking; the exact moment in the lot's zone on hover. `—` when it never was. */
export function Age({ at, timeZone }: { at: string | number | null; timeZone: string }) {
  const now = useNow()
  if (at === null) return <span className="pk-dim">—</span>
  const moment = typeof at === 'number' ? at : Date.parse(at)
  return (
    <time
      className="pk-number"
      dateTime={new Date(moment).toISOString()}
      title={formatMoment(moment, timeZone)}
    >
      {formatAgo(now - moment)}
    </time>
  )
}
