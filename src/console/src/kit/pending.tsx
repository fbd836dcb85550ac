import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Nothing for 300 ms, then a mark with words (`console.md` 7.4). */
export function Pending() {
  const { t } = useTranslation()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" className="pending">
      {late && (
        <>
          <Loader size="sm" /> {t('loading')}
        </>
      )}
    </div>
  )
}
