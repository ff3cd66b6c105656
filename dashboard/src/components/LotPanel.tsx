import { ActionIcon, Button } from '@mantine/core'
import { IconArrowRight, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { BoardRow } from '../util/board-rows.ts'
import { isCounted } from '../util/counts.ts'
import { formatCount, formatShare } from '../util/format.ts'
import { isOld } from '../util/standing.ts'
import { Age } from './Age.tsx'
import { OccupancyBar } from './OccupancyBar.tsx'
import { StandingPill } from './StandingPill.tsx'
import { Trend } from './Trend.tsx'
import { gatewayWords, kindWords, qualityWords } from './words.ts'

/** The chosen lot in short, with the way to its own page. */
export function LotPanel({
  row: { lot, counts, standing },
  to,
  close,
}: {
  row: BoardRow
  to: string
  close: () => void
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another lot in the same panel takes the focus anew
  useEffect(() => heading.current?.focus({ preventScroll: true }), [lot.id])
  const old = isOld(standing)
  return (
    <section
      className="pk-panel-body"
      aria-label={lot.name}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="pk-panel-head">
        <div>
          <h2 ref={heading} tabIndex={-1} data-autofocus>
            {lot.name}
          </h2>
          <div className="pk-dim pk-small">
            {[kindWords[lot.kind], lot.address, lot.city].filter(Boolean).join(' · ')}
          </div>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close}>
          <IconX size={18} />
        </ActionIcon>
      </div>
      <div className="pk-big">
        <strong className="pk-number" data-old={old}>
          {isCounted(counts) ? formatCount(counts.free) : '—'}
        </strong>
        <span className="pk-dim">free of {formatCount(lot.capacity)}</span>
      </div>
      {counts && <OccupancyBar counts={counts} old={old} />}
      {counts && standing !== 'never' && (
        <div>
          <div className="pk-dim pk-small">Occupied, last three hours</div>
          <Trend
            lot={lot.id}
            occupied={isCounted(counts) ? counts.occupied : undefined}
            capacity={counts.capacity}
            width={300}
            height={56}
          />
        </div>
      )}
      <dl className="pk-facts">
        <dt>Standing</dt>
        <dd>
          <StandingPill standing={standing} />
        </dd>
        {counts && (
          <>
            <dt>Quality</dt>
            <dd>{qualityWords[counts.quality]}</dd>
            <dt>Confidence</dt>
            <dd>{formatShare(counts.confidence)} of open slots known</dd>
            <dt>Last observed</dt>
            <dd>
              <Age at={counts.lastObservedAt} timeZone={lot.timeZone} />
            </dd>
            <dt>Gateway</dt>
            <dd>{gatewayWords[counts.gateway]}</dd>
            <dt>Closed · unknown</dt>
            <dd className="pk-number">
              {formatCount(counts.closed)} · {formatCount(counts.unknown)}
            </dd>
          </>
        )}
        <dt>Time zone</dt>
        <dd>{lot.timeZone}</dd>
      </dl>
      <Button component={Link} to={to} rightSection={<IconArrowRight size={16} />}>
        Open the lot
      </Button>
    </section>
  )
}
