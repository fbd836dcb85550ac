import { createContext, useContext } from 'react'

/** Whether Tab stops in this row of a grid: in the others only the arrows come by. */
export const ActiveRow = createContext(true)

export const useTabIndex = () => (useContext(ActiveRow) ? 0 : -1)
