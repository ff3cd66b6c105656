import { Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockExclamation,
  IconPlugConnectedX,
  IconQuestionMark,
} from '@tabler/icons-react'
import { type Standing, standingWords } from '../util/standing.ts'

const looks = {
  never: { tone: 'none', Icon: IconQuestionMark },
  offline: { tone: 'bad', Icon: IconPlugConnectedX },
  stale: { tone: 'warn', Icon: IconClockExclamation },
  partial: { tone: 'warn', Icon: IconAlertTriangle },
  good: { tone: 'good', Icon: IconCircleCheck },
} as const

/** How far a lot's figures can be relied on: colour, shape and word. */
export function StandingPill({ standing, word }: { standing: Standing; word?: string }) {
  const { tone, Icon } = looks[standing]
  return (
    <Tooltip label={standingWords[standing].sentence} maw={260}>
      <span className="pk-pill" data-tone={tone}>
        <Icon size={13} stroke={2.2} aria-hidden="true" />
        {word ?? standingWords[standing].word}
      </span>
    </Tooltip>
  )
}
