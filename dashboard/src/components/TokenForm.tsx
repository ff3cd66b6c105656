import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'

/** Asks for the operator's token; it stays in this tab only. */
export function TokenForm({
  refused,
  enter,
}: {
  refused: boolean
  enter: (token: string) => void
}) {
  const [token, setToken] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim() !== '') enter(token.trim())
  }
  return (
    <form className="pk-token" onSubmit={submit}>
      <PasswordInput
        label="Operator token"
        description="Kept in this tab until it is closed."
        error={refused && 'The server does not accept this token.'}
        autoComplete="off"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      <Button type="submit">Show</Button>
    </form>
  )
}
