import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { explain } from '../api/problem.ts'

/** What a card or page shows when its data could not be had: what happened, what to do, and a way to try again. */
export function ProblemState({ error, retry }: { error: unknown; retry: () => void }) {
  const { title, advice } = explain(error)
  return (
    <div className="pk-state" role="alert">
      <IconAlertTriangle size={28} stroke={1.6} aria-hidden="true" />
      <h2>{title}</h2>
      <p>{advice}</p>
      <Button variant="default" size="xs" onClick={retry}>
        Try again
      </Button>
    </div>
  )
}
