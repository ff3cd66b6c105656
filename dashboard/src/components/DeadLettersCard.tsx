import { Button, Skeleton } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { DeadLetter } from '#contracts/http/operations.ts'
import { deadLettersQuery } from '../api/operations.ts'
import { ApiError } from '../api/problem.ts'
import { formatCount } from '../util/format.ts'
import { Age } from './Age.tsx'
import { Card } from './Card.tsx'
import { EmptyState } from './EmptyState.tsx'
import { ProblemState } from './ProblemState.tsx'
import { TokenForm } from './TokenForm.tsx'

/** Messages the cloud could not use. They are kept, never acknowledged as stored, and wait for a person. */
export function DeadLettersCard({ timeZone }: { timeZone: string }) {
  const [token, setToken, forget] = useSessionStorage<string>({
    key: 'parkade-operator',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const letters = useQuery({ ...deadLettersQuery(token), enabled: token !== '' })
  const refused =
    letters.error instanceof ApiError &&
    (letters.error.problem === 'not-signed-in' || letters.error.problem === 'not-allowed')
  return (
    <Card
      title="Dead letters"
      tools={
        token !== '' &&
        !refused && (
          <Button size="compact-sm" variant="default" onClick={forget}>
            Forget the token
          </Button>
        )
      }
    >
      {token === '' || refused ? (
        <TokenForm refused={refused} enter={setToken} />
      ) : letters.data ? (
        letters.data.items.length === 0 ? (
          <EmptyState title="No dead letters">
            Every message that came could be read and stored.
          </EmptyState>
        ) : (
          <Letters items={letters.data.items} timeZone={timeZone} />
        )
      ) : letters.isError ? (
        <ProblemState error={letters.error} retry={() => void letters.refetch()} />
      ) : (
        <div className="pk-card-body">
          <Skeleton height={160} />
        </div>
      )}
    </Card>
  )
}

function Letters({ items, timeZone }: { items: readonly DeadLetter[]; timeZone: string }) {
  return (
    <div className="pk-scroll">
      <table className="pk-table" aria-label="Dead letters">
        <thead>
          <tr>
            <th scope="col">Last</th>
            <th scope="col">Lot</th>
            <th scope="col">Reason</th>
            <th scope="col" className="pk-right">
              Times
            </th>
            <th scope="col">Topic and payload</th>
          </tr>
        </thead>
        <tbody>
          {items.map((letter) => (
            <tr key={letter.id}>
              <td>
                <Age at={letter.lastAt} timeZone={timeZone} />
              </td>
              <td>{letter.lot ?? '—'}</td>
              <td>
                {letter.reason}
                <div className="pk-dim pk-small">{letter.detail}</div>
              </td>
              <td className="pk-right pk-number">{formatCount(letter.count)}</td>
              <td>
                <details>
                  <summary className="pk-small">{letter.topic}</summary>
                  <pre className="pk-payload">{letter.payload}</pre>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
