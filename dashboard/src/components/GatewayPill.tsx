import { IconAntennaBarsOff, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react'
import type { GatewayHealth } from '#contracts/http/operations.ts'
import { gatewayWords } from './words.ts'

const looks = {
  online: { tone: 'good', Icon: IconPlugConnected },
  offline: { tone: 'bad', Icon: IconPlugConnectedX },
  never: { tone: 'none', Icon: IconAntennaBarsOff },
} as const

/** Whether a gateway is there: colour, shape and word. */
export function GatewayPill({ state }: { state: GatewayHealth['state'] }) {
  const { tone, Icon } = looks[state]
  return (
    <span className="pk-pill" data-tone={tone}>
      <Icon size={13} stroke={2.2} aria-hidden="true" />
      {gatewayWords[state]}
    </span>
  )
}
