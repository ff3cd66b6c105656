import { useEffect } from 'react'

/** Names the page in the tab, the most particular first. */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · Parkade`
  }, [name])
}
