/** Whether anybody can see this page. */
import { useEffect, useState } from 'preact/hooks'

export function useVisible(): boolean {
  const [visible, setVisible] = useState(isVisible)
  useEffect(() => {
    const look = (): void => setVisible(isVisible())
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

const isVisible = (): boolean => document.visibilityState === 'visible'
