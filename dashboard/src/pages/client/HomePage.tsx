import { Navigate } from 'react-router'
import { paths } from '../../paths.ts'

/** The start: where the lots are. */
export function HomePage() {
  return <Navigate to={paths.board()} replace />
}
