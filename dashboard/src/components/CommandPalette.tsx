import { Modal, TextInput, UnstyledButton } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { lotsQuery } from '../api/board.ts'
import { paths } from '../paths.ts'
import { matches } from '../util/search.ts'

const mostShown = 8

/** Calls back on Ctrl K (⌘ K). */
export function useCommandKey(open: () => void): void {
  useHotkeys([['mod+K', open]], [])
}

/** Goes to any page or lot by a few letters. Mounted while open. */
export function CommandPalette({ close }: { close: () => void }) {
  const navigate = useNavigate()
  const lots = useQuery(lotsQuery)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const pages = [
    { name: 'Lots', detail: 'Page', to: paths.board() },
    { name: 'Administration', detail: 'Page', to: paths.admin() },
    { name: 'Where to park', detail: 'Page', to: paths.home() },
  ]
  const commands = [
    ...(lots.data ?? []).map((lot) => ({
      name: lot.name,
      detail: lot.address || lot.city || lot.id,
      to: paths.lot(lot.id),
    })),
    ...pages,
  ]
  const found = commands.filter((c) => matches(text, [c.name, c.detail])).slice(0, mostShown)
  const go = (to: string | undefined) => {
    if (to === undefined) return
    close()
    void navigate(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') go(found[chosen]?.to)
    if (step === undefined || found.length === 0) return
    event.preventDefault()
    setChosen((chosen + step + found.length) % found.length)
  }
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding="xs"
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        leftSection={<IconSearch size={18} />}
        placeholder="Go to a lot or page"
        aria-label="Go to a lot or page"
        role="combobox"
        aria-expanded="true"
        aria-controls="pk-commands"
        aria-activedescendant={`pk-command-${chosen}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="pk-commands" role="listbox" aria-label="Lots and pages" className="pk-commands">
        {found.map((command, i) => (
          <UnstyledButton
            key={command.to}
            id={`pk-command-${i}`}
            className="pk-command"
            role="option"
            aria-selected={i === chosen}
            tabIndex={-1}
            onClick={() => go(command.to)}
            onMouseMove={() => setChosen(i)}
          >
            <span className="pk-clip">{command.name}</span>
            <span className="pk-clip pk-dim pk-small">{command.detail}</span>
            <IconArrowRight size={16} aria-hidden="true" />
          </UnstyledButton>
        ))}
        {found.length === 0 && <p className="pk-dim pk-command">Nothing is called that.</p>}
      </div>
    </Modal>
  )
}
