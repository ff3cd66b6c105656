import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useConnection } from '../live/connection.ts'
import { socket } from '../live/socket.ts'
import { useNow } from '../util/ticker.ts'

/** How long a break may last before the page speaks of it, in milliseconds. */
const patienceMs = 1500

/** Says that the live channel is away, what that means for the figures, and offers to try at once. */
export function LostNotice() {
  const { state, since } = useConnection()
  const now = useNow()
  const shown = (state === 'lost' || state === 'deaf') && now - since > patienceMs
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className="pk-lost">
          <IconPlugConnectedX size={20} aria-hidden="true" />
          <span>
            <strong>
              {state === 'lost' ? 'Connection lost.' : 'The server does not hear the lots.'}
            </strong>{' '}
            Figures stay as last known and heal by themselves.
          </span>
          {state === 'lost' && (
            <Button size="compact-sm" variant="default" onClick={() => socket.connect()}>
              Try now
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
