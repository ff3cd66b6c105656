import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { useTitle } from '../util/title.ts'

/** There is no page at this address. */
export function NotFoundPage() {
  useTitle('Not found')
  return (
    <div className="pk-state">
      <h1>There is no page here</h1>
      <p>The address may be old or mistyped.</p>
      <Button component={Link} to={paths.board()} variant="light">
        To the lots
      </Button>
    </div>
  )
}
