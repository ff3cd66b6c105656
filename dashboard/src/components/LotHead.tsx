import { Anchor, Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Lot } from '#contracts/http/lots.ts'
import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import { formatShare } from '../util/format.ts'
import { standingOf } from '../util/standing.ts'
import { useNow } from '../util/ticker.ts'
import { formatClock, zoneName } from '../util/zoned.ts'
import { Age } from './Age.tsx'
import { StandingPill } from './StandingPill.tsx'
import { kindWords } from './words.ts'

/** Which lot this is, its time, and how far its figures can be relied on. */
export function LotHead({
  lot,
  counts,
  back,
}: {
  lot: Lot | undefined
  counts: LotOccupancy | undefined
  back: string
}) {
  const now = useNow()
  const place = lot && [kindWords[lot.kind], lot.address, lot.city].filter(Boolean).join(' · ')
  return (
    <div className="pk-lot-head">
      <div>
        <Anchor component={Link} to={back} size="sm">
          <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden="true" /> All lots
        </Anchor>
        <h1>{lot?.name ?? <Skeleton width={260} height={26} />}</h1>
        <div className="pk-dim pk-small">
          {place ?? ' '}
          {lot &&
            ` · ${formatClock(now, lot.timeZone)} ${lot.timeZone} (${zoneName(new Date(now), lot.timeZone)})`}
        </div>
      </div>
      {lot && counts && (
        <div className="pk-trust">
          <StandingPill standing={standingOf(counts, now)} />
          <span className="pk-dim pk-small">
            {formatShare(counts.confidence)} of open slots known · observed{' '}
            <Age at={counts.lastObservedAt} timeZone={lot.timeZone} />
          </span>
        </div>
      )}
    </div>
  )
}
